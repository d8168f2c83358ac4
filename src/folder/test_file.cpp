// SPDX-License-Identifier: MIT
#include "folder/test_file.h"
#include "base/json_text.h"

#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* test_set = "test";
constexpr const char* validation_set = "validation";

Json rows_of(const Confusion& confusion) {
    Json rows = Json::array();
    for (int truth = 0; truth < confusion.classes; ++truth) {
        rows.push_back(Json::array());
        for (int answer = 0; answer < confusion.classes; ++answer)
            rows.back().push_back(confusion.at(truth, answer));
    }
    return rows;
}

// Throws like nlohmann's own accessors where the rows are no square of counts.
Confusion confusion_of(const Json& rows) {
    Confusion confusion{static_cast<int>(rows.size()), {}};
    for (const Json& row : rows) {
        const auto counts = row.get<std::vector<std::uint32_t>>();
        if (counts.size() != rows.size()) throw std::runtime_error("a confusion is no square");
        confusion.counts.insert(confusion.counts.end(), counts.begin(), counts.end());
    }
    return confusion;
}

KeptMistake mistake_of(const Json& json, int classes) {
    const auto label = [&](const char* key) {
        const int value = json.at(key).get<int>();
        if (value < 0 || value >= classes) throw std::runtime_error("a mistake is of no class");
        return value;
    };
    return {{json.at("picture").get<std::uint32_t>(), label("label"), label("answer"),
             json.at("answer_probability").get<float>(), json.at("label_probability").get<float>()},
            json.at("path").get<std::string>()};
}

RunTest test_of(const Json& json) {
    RunTest test;
    const auto pictures = json.at("pictures").get<std::string>();
    if (pictures != test_set && pictures != validation_set)
        throw std::runtime_error("its pictures are unknown");
    test.on_test_set = pictures == test_set;
    const Json& confusion = json.at("confusion");
    if (!confusion.at("float").is_null()) test.float_network = confusion_of(confusion.at("float"));
    test.int8_network = confusion_of(confusion.at("int8"));
    for (const Json& mistake : json.at("mistakes"))
        test.mistakes.push_back(mistake_of(mistake, test.int8_network.classes));
    return test;
}

}  // namespace

std::string to_json(const RunTest& test) {
    const std::optional<Confusion>& real = test.float_network;
    Json mistakes = Json::array();
    for (const auto& [mistake, path] : test.mistakes) {
        mistakes.push_back({{"picture", mistake.picture},
                            {"path", path},
                            {"label", mistake.label},
                            {"answer", mistake.answer},
                            {"label_probability", mistake.label_probability},
                            {"answer_probability", mistake.answer_probability}});
    }
    const Json json{
        {"pictures", test.on_test_set ? test_set : validation_set},
        {"accuracy",
         {{"float", real ? Json(real->accuracy()) : Json()}, {"int8", test.int8_network.accuracy()}}},
        {"confusion", {{"float", real ? rows_of(*real) : Json()}, {"int8", rows_of(test.int8_network)}}},
        {"mistakes", mistakes}};
    return json_text(json);
}

Result<RunTest> parse_test(std::string_view json, std::string_view name) {
    try {
        return test_of(Json::parse(json));
    } catch (const std::exception& error) {
        return failure("\"{}\" is no test of nanonas: {}.", name, error.what());
    }
}

}  // namespace nanonas
