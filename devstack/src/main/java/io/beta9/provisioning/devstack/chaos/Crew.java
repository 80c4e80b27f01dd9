package io.beta9.provisioning.devstack.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The workers. One that ended is followed by another after a while, as a cluster would see to. */
final class Crew implements AutoCloseable {
  private final IntFunction<WorkerProcess> recruit;
  private final List<WorkerProcess> workers = new ArrayList<>();
  private int started;
  private boolean closed;

  /**
   * @param recruit starts a worker, given its number
   */
  Crew(int size, IntFunction<WorkerProcess> recruit) {
    this.recruit = recruit;
    for (int i = 0; i < size; i++) {
      add();
    }
  }

  private synchronized void add() {
    if (!closed) {
      WorkerProcess worker = recruit.apply(++started);
      workers.add(worker);
      Thread.ofVirtual().name("successor").start(() -> succeed(worker));
    }
  }

  /** When this one has ended, by a blow or by itself, another comes in its place. */
  private void succeed(WorkerProcess former) {
    try {
      former.awaitEnd();
      Thread.sleep(former.absence());
      former.close();
      add();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of those that live. */
  synchronized Optional<WorkerProcess> pick(int number) {
    List<WorkerProcess> alive = workers.stream().filter(WorkerProcess::isAlive).toList();
    return alive.isEmpty() ? Optional.empty() : Optional.of(alive.get(number % alive.size()));
  }

  synchronized List<WorkerProcess> alive() {
    return workers.stream().filter(WorkerProcess::isAlive).toList();
  }

  /** Whether one is there that could take work up. */
  synchronized boolean anyAble() {
    return workers.stream().anyMatch(WorkerProcess::isAble);
  }

  @Override
  public synchronized void close() {
    closed = true;
    workers.forEach(WorkerProcess::close);
  }
}
