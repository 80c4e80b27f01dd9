package io.beta9.provisioning.devstack.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Fixed number of worker processes; each is replaced after it has exited, as a cluster would do.
 */
final class WorkerPool implements AutoCloseable {
  private final IntFunction<WorkerProcess> startWorker;
  private final List<WorkerProcess> workers = new ArrayList<>();
  private int started;
  private boolean closed;

  /**
   * @param startWorker starts a worker, given its number
   */
  WorkerPool(int size, IntFunction<WorkerProcess> startWorker) {
    this.startWorker = startWorker;
    for (int i = 0; i < size; i++) {
      add();
    }
  }

  private synchronized void add() {
    if (!closed) {
      WorkerProcess worker = startWorker.apply(++started);
      workers.add(worker);
      Thread.ofVirtual().name("worker-replacement").start(() -> replaceAfterExit(worker));
    }
  }

  /** Waits until the worker has exited, for any reason, and starts another one. */
  private void replaceAfterExit(WorkerProcess exited) {
    try {
      exited.awaitExit();
      Thread.sleep(exited.restartDelay());
      exited.close();
      add();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns one of the running workers, selected by the number. */
  synchronized Optional<WorkerProcess> pick(int number) {
    List<WorkerProcess> alive = workers.stream().filter(WorkerProcess::isAlive).toList();
    return alive.isEmpty() ? Optional.empty() : Optional.of(alive.get(number % alive.size()));
  }

  synchronized List<WorkerProcess> alive() {
    return workers.stream().filter(WorkerProcess::isAlive).toList();
  }

  /** Returns whether at least one worker can claim operations. */
  synchronized boolean anyCanAcceptWork() {
    return workers.stream().anyMatch(WorkerProcess::canAcceptWork);
  }

  @Override
  public synchronized void close() {
    closed = true;
    workers.forEach(WorkerProcess::close);
  }
}
