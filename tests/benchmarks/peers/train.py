"""Trains 784-WIDTH-10 as chainrule train does, with NumPy or PyTorch, and prints the
seconds of each epoch but the first as JSON lines."""
import argparse
import gzip
import json
import os
import time
from pathlib import Path

import numpy as np


def idx(folder, name, offset):
    packed = Path(folder) / f"{name}-ubyte.gz"
    content = gzip.open(packed).read() if packed.exists() else (
        Path(folder) / f"{name}-ubyte").read_bytes()
    return np.frombuffer(content, np.uint8, offset=offset)


def digits(folder):
    images = idx(folder, "train-images-idx3", 16).reshape(-1, 784)
    return images.astype(np.float32) / 255, idx(folder, "train-labels-idx1", 8).astype(np.int64)


def batches(count, size, random):
    order = random.permutation(count)
    return [order[i:i + size] for i in range(0, count, size)]


def numpy_epochs(images, labels, given):
    random = np.random.default_rng(1)

    def weights(rows, cols):
        drawn = random.standard_normal((rows, cols)) * np.sqrt(2 / rows)
        return drawn.astype(np.float32)

    w1, b1 = weights(784, given.width), np.zeros(given.width, np.float32)
    w2, b2 = weights(given.width, 10), np.zeros(10, np.float32)
    rate = np.float32(0.1)
    for _ in range(given.epochs + 1):
        start = time.perf_counter()
        for which in batches(len(images), given.batch, random):
            x, y = images[which], labels[which]
            a = x @ w1
            a += b1
            np.maximum(a, 0, out=a)
            z = a @ w2
            z += b2
            z -= z.max(1, keepdims=True)
            np.exp(z, out=z)
            z /= z.sum(1, keepdims=True)
            z[np.arange(len(which)), y] -= 1
            z /= np.float32(len(which))
            a_bar = z @ w2.T
            a_bar[a <= 0] = 0
            w2 -= rate * (a.T @ z)
            b2 -= rate * z.sum(0)
            w1 -= rate * (x.T @ a_bar)
            b1 -= rate * a_bar.sum(0)
        yield time.perf_counter() - start


def torch_epochs(images, labels, given):
    import torch

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(1)
    images, labels = torch.from_numpy(images), torch.from_numpy(labels)
    network = torch.nn.Sequential(
        torch.nn.Linear(784, given.width), torch.nn.ReLU(), torch.nn.Linear(given.width, 10))
    optimizer = torch.optim.SGD(network.parameters(), 0.1)
    loss = torch.nn.CrossEntropyLoss()
    for _ in range(given.epochs + 1):
        start = time.perf_counter()
        order = torch.randperm(len(images))
        for i in range(0, len(images), given.batch):
            which = order[i:i + given.batch]
            optimizer.zero_grad(set_to_none=True)
            loss(network(images[which]), labels[which]).backward()
            optimizer.step()
        yield time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=["numpy", "torch"])
    parser.add_argument("--width", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--mnist")
    given = parser.parse_args()
    train = {"numpy": numpy_epochs, "torch": torch_epochs}[given.peer]
    for number, seconds in enumerate(train(*digits(given.mnist), given)):
        if number > 0:
            print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
