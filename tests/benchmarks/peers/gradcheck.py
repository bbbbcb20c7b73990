"""PyTorch's gradcheck in slow mode on all parameters of 784-128-10, N = 32, in double."""
import json
import time

import torch

torch.set_num_threads(2)
torch.manual_seed(1)
inputs = torch.rand(32, 784, dtype=torch.double)
labels = torch.randint(0, 10, (32,))
shapes = [(128, 784), (128,), (10, 128), (10,)]
parameters = [
    (0.05 * torch.randn(*shape, dtype=torch.double)).requires_grad_() for shape in shapes
]


def loss(w1, b1, w2, b2):
    hidden = torch.relu(inputs @ w1.T + b1)
    return torch.nn.functional.cross_entropy(hidden @ w2.T + b2, labels)


start = time.perf_counter()
torch.autograd.gradcheck(loss, parameters, fast_mode=False)
print(json.dumps({
    "seconds": time.perf_counter() - start,
    "parameters": sum(p.numel() for p in parameters),
}))
