"""PyTorch's gradcheck on the functions of functions.hpp: one JSON object a line."""
import json
import time

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def wave(count, first):
    return torch.sin(first + torch.arange(count, dtype=torch.float64))


def columns(values, rows, cols):
    """As C++ does it: column by column."""
    return values.reshape(cols, rows).T


def rosenbrock(n):
    def f(x):
        a, b = x[1:] - x[:-1] ** 2, 1 - x[:-1]
        return (100 * a**2 + b**2).sum()

    return "Rosenbrock", wave(n, 1.0), f


def logistic(D, N):
    X = columns(wave(D * N, 2.0), D, N)
    sign = torch.sign(wave(N, 3.0))

    def f(w):
        return torch.log1p(torch.exp(-sign * (X.T @ w))).mean()

    return "logistic regression", wave(D, 1.0), f


def network(D, H, C, N):
    X = columns(wave(D * N, 2.0), D, N)
    labels = torch.arange(N) % C

    def f(x):
        W1, b1, W2, b2 = torch.split(x, [H * D, H, C * H, C])
        A = torch.tanh(columns(W1, H, D) @ X + b1[:, None])
        Z = columns(W2, C, H) @ A + b2[:, None]
        return torch.nn.functional.cross_entropy(Z.T, labels)

    return "network 20-16-5", 0.3 * wave(H * D + H + C * H + C, 1.0), f


def checked(f, spoilt):
    """f with a backward pass of its own, as gradcheck's users write one."""

    class Checked(torch.autograd.Function):
        evaluations = 0

        @staticmethod
        def forward(ctx, x):
            Checked.evaluations += 1
            ctx.save_for_backward(x)
            return f(x)

        @staticmethod
        def backward(ctx, y_bar):
            (x,) = ctx.saved_tensors
            with torch.enable_grad():
                x = x.detach().requires_grad_()
                (gradient,) = torch.autograd.grad(f(x), x)
            if spoilt:
                gradient[gradient.abs().argmax()] *= 1 + 1e-4
            return y_bar * gradient

    return Checked


def ask(f, x, spoilt, fast):
    function = checked(f, spoilt)
    start = time.perf_counter()
    accepted = torch.autograd.gradcheck(
        function.apply,
        x.clone().requires_grad_(),
        fast_mode=fast,
        raise_exception=False,
    )
    return accepted, function.evaluations, time.perf_counter() - start


for name, x, f in [rosenbrock(100), logistic(50, 200), network(20, 16, 5, 32)]:
    for checker, fast in [("PyTorch", False), ("PyTorch, fast mode", True)]:
        accepts, evaluations, seconds = ask(f, x, False, fast)
        accepts_wrong, _, _ = ask(f, x, True, fast)
        print(
            json.dumps(
                {
                    "checker": checker,
                    "function": name,
                    "n": len(x),
                    "value": float(f(x)),
                    "evaluations": evaluations,
                    "seconds": seconds,
                    "accepts_right": accepts,
                    "refuses_wrong": not accepts_wrong,
                }
            )
        )
