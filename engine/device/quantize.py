"""8- and 4-bit language models through bitsandbytes, which is imported only here and only when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from engine.device.memory import DeviceError
from engine.device.quiet import quiet_bitsandbytes
from engine.device.sizes import DType

if TYPE_CHECKING:
    import torch
    from torch import nn
    from transformers import BitsAndBytesConfig

Quantization = Literal["int8", "int4"]
_NF4 = "nf4"
_OUTLIERS = 6.0  # activations beyond this are multiplied in 16 bits (LLM.int8(), section 3.2)
_HINT = "Install GILL Studio with its extra “quantized”, or choose a plan without quantisation."


def quantization_config(precision: Quantization, dtype: DType) -> BitsAndBytesConfig:
    """What `from_pretrained(quantization_config=...)` takes; `dtype` is computed in.

    int8 is LLM.int8() (outliers above 6 stay 16-bit), int4 is QLoRA's NF4 with double quantisation. The output
    head and the embeddings are left as they are. DeviceError when bitsandbytes is not installed.
    """
    import torch

    _import_bitsandbytes()
    from transformers import BitsAndBytesConfig

    if precision == "int8":
        return BitsAndBytesConfig(load_in_8bit=True, llm_int8_threshold=_OUTLIERS)
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type=_NF4,
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=getattr(torch, dtype),
    )


def quantize(model: Any, precision: Quantization, dtype: DType = "float32") -> Any:  # noqa: ANN401
    """A causal LM of transformers that is already in memory, its inner linear layers quantised in place.

    For random weights in tests and benchmarks, the same as what loading makes of an installed model.
    """
    import torch

    _import_bitsandbytes()
    head = model.get_output_embeddings()
    dense = [(n, m) for n, m in model.named_modules() if isinstance(m, torch.nn.Linear) and m is not head]
    for name, layer in dense:
        new = _int8(layer) if precision == "int8" else _int4(layer, getattr(torch, dtype))
        new.bias = layer.bias
        model.set_submodule(name, new.train(layer.training))
    return model


def _int8(layer: nn.Linear) -> Any:  # noqa: ANN401 - a bitsandbytes layer
    from bitsandbytes.nn import Int8Params, Linear8bitLt

    shape = (layer.in_features, layer.out_features, layer.bias is not None)
    new = Linear8bitLt(*shape, has_fp16_weights=False, threshold=_OUTLIERS, device="meta")
    weight = layer.weight.detach()
    new.weight = Int8Params(weight.cpu(), requires_grad=False, has_fp16_weights=False).to(weight.device)
    return new


def _int4(layer: nn.Linear, dtype: torch.dtype) -> Any:  # noqa: ANN401 - a bitsandbytes layer
    from bitsandbytes.nn import Linear4bit, Params4bit

    shape = (layer.in_features, layer.out_features, layer.bias is not None)
    new = Linear4bit(*shape, dtype, compress_statistics=True, quant_type=_NF4, device="meta")
    weight = layer.weight.detach()
    packed = Params4bit(weight, compress_statistics=True, quant_type=_NF4, module=new)
    new.weight = packed.to(weight.device)
    return new


def check_quantization(device: str) -> None:
    """Quantise and multiply a small matrix on `device`; DeviceError says why that does not work."""
    import torch

    bitsandbytes = _import_bitsandbytes()
    try:
        functional = bitsandbytes.functional
        packed, state = functional.quantize_4bit(torch.eye(64, device=device), quant_type=_NF4)
        back = functional.dequantize_4bit(packed, state)
        works = bool(torch.allclose(back.cpu(), torch.eye(64), atol=1e-3))
    except (RuntimeError, NotImplementedError, OSError, AttributeError, ValueError) as error:
        raise DeviceError(f"bitsandbytes does not work on {device}: {error}", _HINT) from error
    if not works:
        raise DeviceError(f"bitsandbytes computes wrong values on {device}.", _HINT)


def _import_bitsandbytes() -> Any:  # noqa: ANN401 - the module
    quiet_bitsandbytes()
    try:
        import bitsandbytes
    except (ImportError, OSError, RuntimeError) as error:
        raise DeviceError(f"bitsandbytes cannot be used: {error}", _HINT) from error
    _keep_gradients(bitsandbytes.nn.modules)
    return bitsandbytes


def _keep_gradients(layers: Any) -> None:  # noqa: ANN401 - bitsandbytes' module of layers
    """Switch off what breaks training on CPUs with bfloat16 instructions.

    There, a 4-bit layer repacks its weights the first time it runs without a gradient, and no gradient passes
    through it after that. GILL trains what lies before the frozen language model, between proposals made with
    it. Every layer asks this function once, when it is made, whether it may repack.
    """
    layers.has_avx512bf16 = _no


def _no() -> bool:
    return False
