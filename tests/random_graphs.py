# SPDX-License-Identifier: MIT
"""Random int8 graphs as .tflite: every operator that C can be made of, chained, branched and joined again.

Scales are chosen so that values spread over the whole of int8: a graph whose outputs hardly move would prove little."""
import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

SAME, VALID = 0, 1
INT8, INT32, UINT8 = schema.TensorType.INT8, schema.TensorType.INT32, schema.TensorType.UINT8


def side(size, kernel, stride, padding):
    return -(-size // stride) if padding == SAME else (size - kernel) // stride + 1


class GraphMaker:
    """Adds operators to a model; feature maps are indices of tensors."""

    def __init__(self, seed, shape, unsigned=False):
        self.random = np.random.default_rng(seed)
        self.model, self.graph = schema.ModelT(), schema.SubGraphT()
        self.model.version, self.model.operatorCodes = 3, []
        self.model.buffers = [schema.BufferT()]
        self.model.subgraphs = [self.graph]
        self.graph.tensors, self.graph.operators = [], []
        self.codes = {}
        if unsigned:
            picture = self.map(shape, scale=0.5, zero=0, kind=UINT8)
            self.graph.inputs = [picture]
            self.last = self.operator("QUANTIZE", [picture], self.map(shape, scale=0.5, zero=-128), 0, None)
        else:
            self.last = self.map(shape)
            self.graph.inputs = [self.last]

    def one_of(self, *choices):
        return choices[self.random.integers(len(choices))]

    def below(self, bound):
        return int(self.random.integers(bound))

    def tensor(self, shape, kind, data=None, scale=None, zero=None, axis=0):
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.name = list(map(int, shape)), kind, f"t{len(self.graph.tensors)}"
        tensor.buffer = 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
            self.model.buffers.append(buffer)
            tensor.buffer = len(self.model.buffers) - 1
        if scale is not None:
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = np.atleast_1d(np.asarray(scale, np.float32))
            tensor.quantization.zeroPoint = np.atleast_1d(np.asarray(zero, np.int64))
            tensor.quantization.quantizedDimension = axis
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def map(self, shape, scale=None, zero=None, kind=INT8):
        scale = scale or float(self.random.uniform(0.02, 0.06))
        return self.tensor(shape, kind, scale=scale, zero=self.below(100) - 50 if zero is None else zero)

    def alike(self, of, shape):
        quantization = self.graph.tensors[of].quantization
        return self.tensor(shape, INT8, scale=quantization.scale, zero=quantization.zeroPoint)

    def shape(self, tensor):
        return self.graph.tensors[tensor].shape

    def scale(self, tensor):
        return float(self.graph.tensors[tensor].quantization.scale[0])

    def operator(self, name, inputs, output, options_type, options):
        code = getattr(schema.BuiltinOperator, name)
        if name not in self.codes:
            entry = schema.OperatorCodeT()
            entry.builtinCode = entry.deprecatedBuiltinCode = code
            entry.version = {"CONV_2D": 3, "DEPTHWISE_CONV_2D": 3, "FULLY_CONNECTED": 4}.get(name, 2)
            self.model.operatorCodes.append(entry)
            self.codes[name] = len(self.model.operatorCodes) - 1
        operator = schema.OperatorT()
        operator.opcodeIndex = self.codes[name]
        operator.inputs, operator.outputs = inputs, [output]
        operator.builtinOptionsType, operator.builtinOptions = options_type, options
        self.graph.operators.append(operator)
        return output

    def weights(self, shape, channels, axis, into, out):
        """Kernel and bias whose sums fill the output's range; one scale, or one a channel."""
        kernel = self.random.integers(-127, 128, shape, np.int8)
        taps = kernel.size // channels
        scales = self.scale(out) / self.scale(into) / np.sqrt(taps) / 64 * self.random.uniform(0.5, 1.5, channels)
        if self.below(3) == 0:
            scales = scales[:1]
        k = self.tensor(shape, INT8, kernel, scales, np.zeros(len(scales)), axis)
        bias = self.random.integers(-4000, 4000, channels, np.int32)
        return [k, self.tensor([channels], INT32, bias, scales * self.scale(into), np.zeros(len(scales)), 0)]

    def activation(self, out):
        choice = self.one_of(0, 1, 3)
        if choice:
            self.graph.tensors[out].quantization.zeroPoint = np.array([-128 if self.below(2) else self.below(60) - 90])
        return choice

    def convolution(self, x, kernel=None, channels=None, stride=None, padding=None, depthwise=False):
        _, height, width, ins = self.shape(x)
        kh, kw = kernel or (1 + self.below(min(height, 11)), 1 + self.below(min(width, 11)))
        sh, sw = stride or (1 + self.below(4), 1 + self.below(4))
        padding = self.one_of(SAME, VALID) if padding is None else padding
        channels = ins * (1 + self.below(3)) if depthwise else channels or 1 + self.below(17)
        out = self.map([1, side(height, kh, sh, padding), side(width, kw, sw, padding), channels])
        options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
        options.padding, options.strideH, options.strideW = padding, sh, sw
        options.dilationHFactor = options.dilationWFactor = 1
        options.fusedActivationFunction = self.activation(out)
        if depthwise:
            options.depthMultiplier = channels // ins
            weights = self.weights([1, kh, kw, channels], channels, 3, x, out)
            return self.operator("DEPTHWISE_CONV_2D", [x, *weights], out,
                                 schema.BuiltinOptions.DepthwiseConv2DOptions, options)
        weights = self.weights([channels, kh, kw, ins], channels, 0, x, out)
        return self.operator("CONV_2D", [x, *weights], out, schema.BuiltinOptions.Conv2DOptions, options)

    def depthwise(self, x):
        return self.convolution(x, depthwise=True)

    def same_size(self, x, channels):
        kernel = (1 + self.below(5), 1 + self.below(5))
        return self.convolution(x, kernel, channels, (1, 1), SAME)

    def pool(self, x):
        _, height, width, channels = self.shape(x)
        kh, kw = (height, width) if self.below(4) == 0 else (1 + self.below(min(height, 4)), 1 + self.below(min(width, 4)))
        sh, sw, padding = 1 + self.below(4), 1 + self.below(4), self.one_of(SAME, VALID)
        out = self.alike(x, [1, side(height, kh, sh, padding), side(width, kw, sw, padding), channels])
        options = schema.Pool2DOptionsT()
        options.padding, options.strideH, options.strideW, options.filterHeight, options.filterWidth = padding, sh, sw, kh, kw
        options.fusedActivationFunction = self.one_of(0, 0, 1)
        name = self.one_of("MAX_POOL_2D", "AVERAGE_POOL_2D")
        return self.operator(name, [x], out, schema.BuiltinOptions.Pool2DOptions, options)

    def pad(self, x):
        _, height, width, channels = self.shape(x)
        top, bottom, left, right = (self.below(3) for _ in range(4))
        sides = self.tensor([4, 2], INT32, np.array([0, 0, top, bottom, left, right, 0, 0], np.int32))
        out = self.alike(x, [1, height + top + bottom, width + left + right, channels])
        return self.operator("PAD", [x, sides], out, schema.BuiltinOptions.PadOptions, schema.PadOptionsT())

    def padded_convolution(self, x):
        return self.convolution(self.pad(x), padding=VALID, depthwise=bool(self.below(2)))

    def elementwise(self, name, a, b, shape):
        out = self.map(shape)
        options = schema.AddOptionsT() if name == "ADD" else schema.MulOptionsT()
        options.fusedActivationFunction = self.activation(out)
        kind = schema.BuiltinOptions.AddOptions if name == "ADD" else schema.BuiltinOptions.MulOptions
        return self.operator(name, [a, b], out, kind, options)

    def constant(self, x):
        shape = self.shape(x)
        size = self.one_of([1], [shape[-1]])
        values = self.random.integers(-128, 128, size, np.int8)
        constant = self.tensor(size, INT8, values, float(self.random.uniform(0.005, 0.02)), self.below(40) - 20)
        return self.elementwise(self.one_of("ADD", "MUL"), x, constant, shape)

    def residual(self, x):
        channels = self.shape(x)[3]
        y = self.same_size(x, channels)
        for _ in range(self.below(3)):
            y = self.same_size(y, channels)
        skip = x if self.below(2) else self.same_size(x, channels)
        return self.elementwise("ADD", *self.one_of((skip, y), (y, skip)), self.shape(x))

    def concatenation(self, x):
        parts = [self.same_size(x, 1 + self.below(6)) for _ in range(2)]
        for part in parts[1:]:
            self.graph.tensors[part].quantization = self.graph.tensors[parts[0]].quantization
        for operator in self.graph.operators[-1:]:
            operator.builtinOptions.fusedActivationFunction = 0
        shape = list(self.shape(x))
        shape[3] = sum(self.shape(part)[3] for part in parts)
        options = schema.ConcatenationOptionsT()
        options.axis, options.fusedActivationFunction = self.one_of(3, -1), 0
        return self.operator("CONCATENATION", parts, self.alike(parts[0], shape),
                             schema.BuiltinOptions.ConcatenationOptions, options)

    def quantize(self, x):
        return self.operator("QUANTIZE", [x], self.map(self.shape(x)), 0, None)

    def mean(self, x):
        axes = self.tensor([2], INT32, np.array([1, 2], np.int32))
        options = schema.ReducerOptionsT()
        options.keepDims = bool(self.below(2))
        shape = [1, 1, 1, self.shape(x)[3]] if options.keepDims else [1, self.shape(x)[3]]
        out = self.map(shape, scale=self.scale(x) * float(self.random.uniform(0.2, 1)))
        return self.operator("MEAN", [x, axes], out, schema.BuiltinOptions.ReducerOptions, options)

    def reshape(self, x, shape):
        sides = self.tensor([len(shape)], INT32, np.array(shape, np.int32))
        options = schema.ReshapeOptionsT()
        options.newShape = shape
        return self.operator("RESHAPE", [x, sides], self.alike(x, shape), schema.BuiltinOptions.ReshapeOptions, options)

    def dense(self, x, outputs):
        values = int(np.prod(self.shape(x)))
        out = self.map([1, outputs])
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = self.activation(out)
        weights = self.weights([outputs, values], outputs, 0, x, out)
        return self.operator("FULLY_CONNECTED", [x, *weights], out, schema.BuiltinOptions.FullyConnectedOptions, options)

    def softmax(self, x):
        options = schema.SoftmaxOptionsT()
        options.beta = 1.0
        out = self.tensor(self.shape(x), INT8, scale=1 / 256, zero=-128)
        return self.operator("SOFTMAX", [x], out, schema.BuiltinOptions.SoftmaxOptions, options)

    def tail(self, x):
        values = int(np.prod(self.shape(x)))
        if self.below(2):
            x = self.mean(x)
            if len(self.shape(x)) == 4:
                x = self.reshape(x, [1, self.shape(x)[3]])
        elif values <= 4000:
            x = self.reshape(x, [1, values])
        else:
            return x
        for _ in range(self.below(3)):
            x = self.dense(x, 2 + self.below(20))
        if self.below(2) and self.shape(x)[-1] < 500:  # of thousands the wheel gives up
            x = self.softmax(x)
        return x

    def finish(self, x):
        if self.below(4) == 0:
            quantization = self.graph.tensors[x].quantization
            out = self.tensor(self.shape(x), UINT8, scale=quantization.scale, zero=quantization.zeroPoint + 128)
            x = self.operator("QUANTIZE", [x], out, 0, None)
        self.graph.outputs = [x]
        builder = flatbuffers.Builder(1 << 16)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def random_graph(seed):
    """The bytes of a .tflite."""
    choice = np.random.default_rng([seed, 1])
    shape = [1, int(choice.integers(3, 24)), int(choice.integers(1, 20)), int(choice.integers(1, 5))]
    maker = GraphMaker([seed, 2], shape, unsigned=choice.random() < 0.3)
    steps = [maker.convolution, maker.convolution, maker.depthwise, maker.depthwise, maker.pool, maker.pad,
             maker.padded_convolution, maker.constant, maker.residual, maker.concatenation, maker.quantize]
    x = maker.last
    for _ in range(int(choice.integers(1, 8))):
        if maker.shape(x)[1] * maker.shape(x)[2] * maker.shape(x)[3] > 20000:
            break
        x = steps[choice.integers(len(steps))](x)
    return maker.finish(maker.tail(x))
