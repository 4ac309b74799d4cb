"""The archives that torch.jit.save wrote, read without TorchScript (design/torchscript-archives.md)."""
