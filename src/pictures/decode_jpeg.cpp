// SPDX-License-Identifier: MIT
// jpeg through libjpeg-turbo. The accurate integer DCT: its SIMD forms give the same bits as its C on every
// machine, and other readers use it. (TensorFlow's decode_image takes the fast one, which is off by 1 level
// on average and by up to 5.) Upsampling is fancy, as in both.
#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

// After <cstdio>, whose FILE it uses; jerror.h after it.
#include <jpeglib.h>

#include <jerror.h>

#include "pictures/decoder.h"

namespace nanonas {
namespace {

constexpr int too_many_scans = 0;  // libjpeg's own messages have other numbers

struct ErrorHandler {
    jpeg_error_mgr base;
    std::jmp_buf jump;
};

[[noreturn]] void leave(j_common_ptr info) {
    std::longjmp(reinterpret_cast<ErrorHandler*>(info->err)->jump, 1);
}

// libjpeg goes on with grey or noise where data are missing; such a picture is not the one that was taken.
// Its other warnings (bytes between segments, odd version numbers) cost no pixel.
void leave_if_data_are_lost(j_common_ptr info, int level) {
    if (level >= 0) return;
    switch (info->err->msg_code) {
        case JWRN_JPEG_EOF:
        case JWRN_HIT_MARKER:
        case JWRN_HUFF_BAD_CODE:
        case JWRN_ARITH_BAD_CODE:
        case JWRN_MUST_RESYNC:
            leave(info);
        default:
            break;
    }
}

// A small file may ask for thousands of passes over a large picture.
void leave_after_too_many_scans(j_common_ptr info) {
    constexpr int most_scans = 500;
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= most_scans) return;
    info->err->msg_code = too_many_scans;
    leave(info);
}

// What libjpeg holds of a picture that comes in several scans: every coefficient, 2 bytes each.
std::int64_t coefficient_bytes(const jpeg_decompress_struct& info) {
    std::int64_t coefficients = 0;
    for (int i = 0; i < info.num_components; ++i) {
        coefficients +=
            std::int64_t{info.comp_info[i].width_in_blocks} * info.comp_info[i].height_in_blocks * DCTSIZE2;
    }
    return coefficients * 2;
}

// Files hold C, M, Y, K, and those of Adobe's programs (all that are met) hold them inverted.
void cmyk_to_rgb(const std::uint8_t* cmyk, std::uint8_t* rgb, JDIMENSION pixels, bool inverted) {
    const int flip = inverted ? 0 : 255;
    for (JDIMENSION i = 0; i < pixels; ++i, cmyk += 4) {
        const int light = cmyk[3] ^ flip;
        for (int c = 0; c < 3; ++c) {
            *rgb++ = static_cast<std::uint8_t>(((cmyk[c] ^ flip) * light + 127) / 255);
        }
    }
}

// Whether an error is about what libjpeg can't do: 12 bits, lossless or hierarchical coding, spaces of
// colour.
bool is_unsupported(int code) {
    constexpr std::array codes{JERR_BAD_PRECISION,      JERR_SOF_UNSUPPORTED,     JERR_ARITH_NOTIMPL,
                               JERR_CONVERSION_NOTIMPL, JERR_BAD_J_COLORSPACE,    JERR_COMPONENT_COUNT,
                               JERR_CCIR601_NOTIMPL,    JERR_FRACT_SAMPLE_NOTIMPL};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// Nothing with a destructor may live on the stack between setjmp and a call into libjpeg: what needs one is a
// member.
class JpegDecoder {
  public:
    JpegDecoder(const EncodedPicture& picture, RowSink& sink)
        : picture_(picture), sink_(sink), lease_(picture.budget) {
        info_.err = jpeg_std_error(&errors_.base);
        errors_.base.error_exit = leave;
        errors_.base.emit_message = leave_if_data_are_lost;
        errors_.base.output_message = [](j_common_ptr) {};
        progress_.progress_monitor = leave_after_too_many_scans;
    }
    ~JpegDecoder() { jpeg_destroy_decompress(&info_); }
    JpegDecoder(const JpegDecoder&) = delete;
    JpegDecoder& operator=(const JpegDecoder&) = delete;

    Result<void> decode() {
        if (!run()) {
            return is_unsupported(errors_.base.msg_code) ? unsupported(picture_.name, "jpeg", reason())
                                                         : damaged(picture_.name, "jpeg", reason());
        }
        return std::move(outcome_);
    }

  private:
    bool run() {
        if (setjmp(errors_.jump) != 0) return false;
        jpeg_create_decompress(&info_);
        info_.progress = &progress_;
        jpeg_stdio_src(&info_, picture_.file);
        jpeg_read_header(&info_, TRUE);
        if (!prepare()) return true;
        jpeg_start_decompress(&info_);
        while (info_.output_scanline < info_.output_height) {
            JSAMPROW row = row_.data() + 1;
            jpeg_read_scanlines(&info_, &row, 1);
            deliver(row);
        }
        jpeg_finish_decompress(&info_);
        return true;
    }

    bool prepare() {
        const PictureSize size{info_.image_height, info_.image_width};
        outcome_ = check_picture_size(picture_.name, size);
        if (!outcome_) return false;
        cmyk_ = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
        info_.out_color_space = cmyk_ ? JCS_CMYK : picture_.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
        info_.dct_method = JDCT_ISLOW;
        info_.do_fancy_upsampling = TRUE;
        if (jpeg_has_multiple_scans(&info_)) lease_.acquire(coefficient_bytes(info_));
        row_.resize(1 + std::size_t{info_.image_width} * (cmyk_ ? 4 : picture_.channels));
        if (cmyk_) rgb_.resize(std::size_t{info_.image_width} * 3);
        sink_.begin(size);
        return true;
    }

    void deliver(const std::uint8_t* row) {
        if (!cmyk_) return sink_.row(row);
        cmyk_to_rgb(row, rgb_.data(), info_.output_width, info_.saw_Adobe_marker);
        if (picture_.channels == 1) rgb_to_grey(rgb_.data(), rgb_.data(), info_.output_width);
        sink_.row(rgb_.data());
    }

    std::string reason() {
        const int code = errors_.base.msg_code;
        if (code == JWRN_JPEG_EOF || code == JERR_INPUT_EOF) return std::string(ends_early);
        if (code == too_many_scans) return "it has too many scans";
        char text[JMSG_LENGTH_MAX];
        errors_.base.format_message(reinterpret_cast<j_common_ptr>(&info_), text);
        return text;
    }

    const EncodedPicture& picture_;
    RowSink& sink_;
    MemoryLease lease_;
    jpeg_decompress_struct info_{};
    jpeg_progress_mgr progress_{};
    ErrorHandler errors_{};
    Result<void> outcome_;
    bool cmyk_ = false;
    // The row begins at its second byte: libjpeg-turbo writes aligned rows past the cache, from where they
    // are about to be read.
    std::vector<std::uint8_t> row_;
    std::vector<std::uint8_t> rgb_;
};

}  // namespace

Result<void> decode_jpeg(const EncodedPicture& picture, RowSink& sink) {
    return JpegDecoder(picture, sink).decode();
}

}  // namespace nanonas
