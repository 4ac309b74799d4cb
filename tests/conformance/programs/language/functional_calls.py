"""torch.nn.functional: activations, losses, pooling, convolution, normalisation, padding, one_hot, interpolate, embedding."""


def main(x: Tensor, w: Tensor, target: Tensor):
    conv = F.conv2d(x, w, padding=1, stride=2)
    pooled = F.max_pool2d(x, 2), F.avg_pool2d(x, 2, stride=1), F.adaptive_avg_pool2d(x, (1, 1)), F.adaptive_avg_pool2d(x, 2)
    acts = F.relu(x) + F.gelu(x) + F.leaky_relu(x, 0.2) + F.silu(x) + F.softplus(x) + F.elu(x) + F.hardtanh(x)
    logits = conv.flatten(1)[:, :4]
    soft = F.softmax(logits, dim=-1), F.log_softmax(logits, 1), F.softmax(logits, 1, dtype=torch.double)
    losses = (F.cross_entropy(logits, target), F.nll_loss(soft[1], target, reduction="sum"), F.mse_loss(x, x * 2),
              F.l1_loss(x, x + 1, reduction="none").sum(), F.smooth_l1_loss(logits, logits * 3),
              F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits)), F.kl_div(soft[1], soft[0], reduction="batchmean"))
    norms = F.layer_norm(x, [4, 4]), F.normalize(logits, dim=1), F.group_norm(x, 1), F.instance_norm(x)
    shaped = F.pad(x, [1, 2], value=0.5), F.pad(x, (1, 1, 0, 0), mode="reflect"), F.interpolate(x, scale_factor=2.0), \
        F.interpolate(x, size=[3, 3], mode="bilinear", align_corners=False), F.one_hot(target, 5), F.pixel_shuffle(x.repeat(1, 2, 1, 1), 2)
    drop = F.dropout(x, 0.5, training=False), F.dropout(x, p=0.0, training=True)
    return conv, pooled, acts, soft, losses, norms, shaped, drop, F.cosine_similarity(logits, logits + 1), F.linear(logits, logits)


INPUTS = [lambda: (torch.randn(2, 2, 4, 4), torch.randn(4, 2, 3, 3), torch.tensor([1, 3]))]
