package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.cloudsim.LoggedRequest;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.devstack.Census;
import io.beta9.provisioning.devstack.DemoCloud;
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
 * Decides by the simulated cloud's own books, and by nothing that the product says, whether
 * anything was doubled, replaced or left behind.
 */
final class Judge implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String ENVIRONMENT = "beta9:environment-id";

  private final DemoCloud cloud;
  private final ApplyTimes applies = new ApplyTimes();
  private final Map<String, Integer> databasesMade = new HashMap<>();
  private final Set<String> toBeDestroyed = new HashSet<>();
  private final Map<String, Integer> databasesLost = new TreeMap<>();
  private Census usual = new Census(Map.of());
  private final List<String> orphans = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();
  private final Thread thread;
  private long read;

  Judge(DemoCloud cloud) {
    this.cloud = cloud;
    this.thread = Thread.ofVirtual().name("judge").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        readOn();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      // The run is over.
    }
  }

  private synchronized void readOn() {
    for (LoggedRequest request : cloud.cloud().requests().since(read)) {
      read = request.sequence();
      applies.saw(request);
      if (!request.service().equals("rds") || !request.ok()) {
        continue;
      }
      if (request.operation().equals("CreateDBInstance")) {
        databasesMade.merge(identifier(request), 1, Integer::sum);
      }
      if (request.operation().equals("DeleteDBInstance")
          && !toBeDestroyed.contains(identifier(request))) {
        databasesLost.merge(identifier(request), 1, Integer::sum);
      }
    }
  }

  private static String identifier(LoggedRequest request) {
    return request.resource().replaceFirst(".*(beta9-[0-9a-f]{12}).*", "$1");
  }

  /** A person is about to ask for this environment's end. */
  synchronized void endsFromNowOn(String environment) {
    readOn();
    toBeDestroyed.add("beta9-" + environment.substring("env_".length()));
  }

  /** Takes this for what an environment has that nobody disturbed. */
  synchronized void usual(Census undisturbed) {
    usual = undisturbed;
  }

  /** Counts what a ready environment has against what is usual. */
  synchronized void ready(String environment) {
    Map<String, Long> kinds = Census.of(cloud, environment).kinds();
    Set<String> all = new TreeSet<>(kinds.keySet());
    all.addAll(usual.kinds().keySet());
    for (String kind : all) {
      long has = kinds.getOrDefault(kind, 0L);
      long wanted = usual.kinds().getOrDefault(kind, 0L);
      if (has != wanted) {
        duplicates.add(environment + ": " + has + " of " + kind + ", usual are " + wanted);
      }
    }
  }

  /** Looks for what an environment has left when its destroying is over, however that ended. */
  synchronized void afterwards(String environment) {
    for (TaggedResource resource : cloud.existing()) {
      if (environment.equals(resource.tags().get(ENVIRONMENT))
          || resource
              .tags()
              .containsKey("kubernetes.io/cluster/beta9-" + environment.substring(4))) {
        orphans.add(environment + ": " + resource.arn());
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
    readOn();
    return applies.overlaps();
  }

  /** Databases that were made a second time, or deleted without anybody's wish. */
  synchronized List<String> databasesReplaced() {
    readOn();
    List<String> replaced = new ArrayList<>();
    databasesMade.forEach(
        (identifier, times) -> {
          if (times > 1) {
            replaced.add(identifier + " was made " + times + " times");
          }
        });
    databasesLost.forEach(
        (identifier, times) -> replaced.add(identifier + " was deleted before its time"));
    return replaced;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
