# SPDX-License-Identifier: MIT
"""Writes models of one operator by TensorFlow's own schema (in the ai-edge-litert wheel), so that nanonas' reader and
its model of the arena meet files that nanonas did not write."""
import dataclasses

import ai_edge_litert.schema_py_generated as schema
import flatbuffers
import numpy as np

TYPES = {"float32": 0, "float16": 1, "int32": 2, "uint8": 3, "int64": 4, "bool": 6, "int16": 7, "int8": 9, "float64": 10}
SCALED = ("int8", "int16", "uint8")


@dataclasses.dataclass
class Tensor:
    """`scale` and `zero`: lists, None for those usual of the type; [] leaves them out."""
    type: str
    shape: tuple
    data: object = None  # of a constant
    scale: list = None
    zero: list = None
    axis: int = 0
    variable: bool = False
    loose: bool = False  # nothing writes it

    def quantization(self):
        usual = [1 / 256] if self.type in SCALED else []
        scale = usual if self.scale is None else self.scale
        zero = self.zero if self.zero is not None else [0] * len(scale)
        table = schema.QuantizationParametersT()
        table.scale, table.zeroPoint, table.quantizedDimension = scale, zero, self.axis
        return table


def build(code, inputs, outputs, options=None, metadata=()):
    """The bytes of a model whose graph reads those inputs that are no constants. `inputs`: tensors, None for one left
    out; `options`: an object of the schema's options; `metadata`: pairs of a name and bytes."""
    model, graph, op = schema.ModelT(), schema.SubGraphT(), schema.OperatorT()
    model.version, model.subgraphs, model.buffers = 3, [graph], [schema.BufferT()]
    graph.tensors, graph.operators, graph.inputs, op.inputs, op.outputs = [], [op], [], [], []
    model.operatorCodes = [operator_code(code)]
    for tensor in inputs:
        if tensor is None:
            op.inputs.append(-1)
            continue
        op.inputs.append(add_tensor(model, graph, tensor))
        if tensor.data is None and not tensor.variable and not tensor.loose:
            graph.inputs.append(op.inputs[-1])
    for tensor in outputs:
        op.outputs.append(add_tensor(model, graph, tensor))
    graph.outputs = list(op.outputs)
    op.opcodeIndex = 0
    if options is not None:
        name = type(options).__name__.removesuffix("T")
        op.builtinOptionsType, op.builtinOptions = getattr(schema.BuiltinOptions, name), options
    for name, data in metadata:
        entry = schema.MetadataT()
        entry.name, entry.buffer = name, len(model.buffers)
        model.buffers.append(buffer(np.frombuffer(data, np.uint8)))
        model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(4096)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def operator_code(code):
    entry = schema.OperatorCodeT()
    entry.builtinCode = getattr(schema.BuiltinOperator, code)
    entry.deprecatedBuiltinCode, entry.version = min(entry.builtinCode, 127), 1
    return entry


def buffer(array):
    entry = schema.BufferT()
    entry.data = np.ascontiguousarray(array).view(np.uint8).ravel()
    return entry


def add_tensor(model, graph, tensor):
    entry = schema.TensorT()
    entry.shape, entry.type, entry.isVariable = list(tensor.shape), TYPES[tensor.type], tensor.variable
    entry.quantization, entry.buffer = tensor.quantization(), 0
    if tensor.data is not None:
        entry.buffer = len(model.buffers)
        model.buffers.append(buffer(np.array(tensor.data, tensor.type).reshape(tensor.shape)))
    graph.tensors.append(entry)
    return len(graph.tensors) - 1


def options(name, **fields):
    """An object of the schema's options, such as options("Concatenation", axis=1)."""
    made = getattr(schema, name + "OptionsT")()
    for field, value in fields.items():
        assert hasattr(made, field), field
        setattr(made, field, value)
    return made
