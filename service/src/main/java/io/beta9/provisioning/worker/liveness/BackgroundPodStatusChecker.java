package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.RegisteredWorker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Queries the status of pods on other threads, so that a slow Kubernetes API does not delay the
 * observation of workers whose pods need not be queried. Returns the status that the latest query
 * has found, and {@code UNKNOWN} until there is one; each call starts the next query.
 */
public final class BackgroundPodStatusChecker implements PodStatusChecker {
  /** More than there are silent workers at any time; then it starts over. */
  private static final int MAX_KNOWN = 1_000;

  private final PodStatusChecker delegate;
  private final Executor executor;
  private final Map<String, PodStatus> known = new ConcurrentHashMap<>();
  private final Map<String, Boolean> queried = new ConcurrentHashMap<>();

  public BackgroundPodStatusChecker(PodStatusChecker delegate, Executor executor) {
    this.delegate = delegate;
    this.executor = executor;
  }

  @Override
  public PodStatus status(RegisteredWorker worker) {
    if (queried.putIfAbsent(worker.id(), true) == null) {
      executor.execute(() -> query(worker));
    }
    // Taken, so that an old answer is not used again when the worker is silent another time.
    PodStatus status = known.remove(worker.id());
    return status == null ? PodStatus.UNKNOWN : status;
  }

  private void query(RegisteredWorker worker) {
    try {
      PodStatus status = delegate.status(worker);
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      known.put(worker.id(), status);
    } finally {
      queried.remove(worker.id());
    }
  }
}
