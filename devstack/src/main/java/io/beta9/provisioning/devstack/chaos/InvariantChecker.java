package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.ResourceCounts;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Checks for duplicated, replaced and orphaned resources. It uses only the simulated cloud's
 * request log and inventory, never the service's own statements.
 */
final class InvariantChecker implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final String ENVIRONMENT_TAG = ResourceNaming.ENVIRONMENT_ID_TAG;

  private final DemoCloud cloud;
  private final ConcurrentApplyDetector applyDetector = new ConcurrentApplyDetector();
  private final Map<String, Integer> databaseCreations = new HashMap<>();
  private final Set<String> destroyRequested = new HashSet<>();
  private final Map<String, Integer> unrequestedDatabaseDeletions = new TreeMap<>();
  private ResourceCounts baseline = new ResourceCounts(Map.of());
  private final List<String> orphans = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();
  private final Thread thread;
  private long lastSequence;

  InvariantChecker(DemoCloud cloud) {
    this.cloud = cloud;
    this.thread = Thread.ofVirtual().name("invariant-checker").start(this::pollRequests);
  }

  private void pollRequests() {
    try {
      while (true) {
        processNewRequests();
        Thread.sleep(POLL_INTERVAL);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void processNewRequests() {
    for (LoggedRequest request : cloud.cloud().requests().since(lastSequence)) {
      lastSequence = request.sequence();
      applyDetector.record(request);
      if (!request.service().equals("rds") || !request.ok()) {
        continue;
      }
      if (request.operation().equals("CreateDBInstance")) {
        databaseCreations.merge(databaseIdentifier(request), 1, Integer::sum);
      }
      if (request.operation().equals("DeleteDBInstance")
          && !destroyRequested.contains(databaseIdentifier(request))) {
        unrequestedDatabaseDeletions.merge(databaseIdentifier(request), 1, Integer::sum);
      }
    }
  }

  private static String databaseIdentifier(LoggedRequest request) {
    return request.resource().replaceFirst(".*(beta9-[0-9a-f]{12}).*", "$1");
  }

  /** Records that the environment's destruction is about to be requested. */
  synchronized void expectDestroy(String environmentId) {
    processNewRequests();
    destroyRequested.add(new EnvironmentId(environmentId).resourcePrefix());
  }

  /** Sets the resource counts of an environment that was provisioned without faults. */
  synchronized void baseline(ResourceCounts counts) {
    baseline = counts;
  }

  /** Compares the resources of a ready environment with the baseline. */
  synchronized void checkReady(String environmentId) {
    Map<String, Long> counts = ResourceCounts.of(cloud, environmentId).byType();
    Set<String> types = new TreeSet<>(counts.keySet());
    types.addAll(baseline.byType().keySet());
    for (String type : types) {
      long actual = counts.getOrDefault(type, 0L);
      long expected = baseline.byType().getOrDefault(type, 0L);
      if (actual != expected) {
        duplicates.add(environmentId + ": " + actual + " of " + type + ", expected " + expected);
      }
    }
  }

  /** Records the resources that remain after an environment's destruction, successful or not. */
  synchronized void checkDestroyed(String environmentId) {
    for (TaggedResource resource : cloud.existingResources()) {
      if (environmentId.equals(resource.tags().get(ENVIRONMENT_TAG))
          || resource
              .tags()
              .containsKey("kubernetes.io/cluster/beta9-" + environmentId.substring(4))) {
        orphans.add(environmentId + ": " + resource.arn());
      }
    }
  }

  synchronized List<String> orphans() {
    return List.copyOf(orphans);
  }

  synchronized List<String> duplicates() {
    return List.copyOf(duplicates);
  }

  synchronized int concurrentApplies() {
    processNewRequests();
    return applyDetector.countOverlaps();
  }

  /** Returns the databases that were created more than once or deleted without a request. */
  synchronized List<String> replacedDatabases() {
    processNewRequests();
    List<String> replaced = new ArrayList<>();
    databaseCreations.forEach(
        (identifier, count) -> {
          if (count > 1) {
            replaced.add(identifier + " was created " + count + " times");
          }
        });
    unrequestedDatabaseDeletions.forEach(
        (identifier, count) -> replaced.add(identifier + " was deleted without a request"));
    return replaced;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
