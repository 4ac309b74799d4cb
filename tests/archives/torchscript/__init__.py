"""Files of torch.jit.save that stay as they are, and what they were made of: ``python tests/archives/torchscript FOLDER``, with
any PyTorch.  ``VERSION-NAME.pt``, by the version of PyTorch that wrote them."""
