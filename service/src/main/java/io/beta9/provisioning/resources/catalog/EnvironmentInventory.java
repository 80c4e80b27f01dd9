package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.resources.inventory.ClusterCreatedInventory;
import io.beta9.provisioning.resources.inventory.Ec2TagInventory;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.LoadBalancerInventory;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.inventory.SecretInventory;
import io.beta9.provisioning.resources.inventory.TaggedResourceInventory;
import io.beta9.provisioning.telemetry.ThreadContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lists everything that an environment has, or has left, in its account: each type of the catalogue
 * by its rule, what the service and the cluster created themselves, and whatever else carries the
 * environment's tag. Several lists are read at a time.
 */
public final class EnvironmentInventory implements ResourceInventory {
  /** The services of the types of the catalogue, and of what the cluster and the service create. */
  private static final Set<String> QUERIED_SERVICES =
      Set.of(
          "ec2",
          "ecr",
          "eks",
          "elasticache",
          "elasticloadbalancing",
          "iam",
          "logs",
          "rds",
          "s3",
          "secretsmanager");

  /** EC2 types that other rules list, and rules, which are deleted with their security group. */
  private static final Set<String> EC2_TYPES_LISTED_ELSEWHERE =
      Set.of("natgateway", "security-group", "security-group-rule");

  /**
   * AWS limits the rate of requests; more would be throttled in an account that others use, too.
   */
  private static final int CONCURRENT_QUERIES = 8;

  private final AwsSession session;
  private final ResourceCatalog catalog;

  public EnvironmentInventory(AwsSession session, ResourceCatalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  /** Returns what exists, each resource once. */
  @Override
  public List<Leftover> list(ResourceScope scope) {
    String activity = "Listing the remaining resources of " + scope.id();
    // Not closed by a try statement, which would wait for calls that do not end.
    ExecutorService threads =
        Executors.newFixedThreadPool(CONCURRENT_QUERIES, Thread.ofVirtual().factory());
    try {
      List<Future<List<Leftover>>> queries = new ArrayList<>();
      for (ResourceInventory inventory : inventories()) {
        queries.add(
            threads.submit(
                ThreadContext.inherit(() -> calling(activity, () -> inventory.list(scope)))));
      }
      Map<String, Leftover> found = new LinkedHashMap<>();
      for (Future<List<Leftover>> query : queries) {
        query
            .get()
            .forEach(
                leftover -> found.putIfAbsent(leftover.type() + " " + leftover.id(), leftover));
      }
      return new ArrayList<>(found.values());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException(
          Failure.of(FailureCode.AWS_CLIENT, activity)
              .with(FailureParameter.REPORTED, "interrupted"),
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private List<ResourceInventory> inventories() {
    List<ResourceInventory> all = new ArrayList<>();
    for (ResourceDescriptor descriptor : catalog.descriptors()) {
      if (descriptor.inventory() instanceof InventoryRule.Queried queried) {
        all.add(queried.inventory().apply(session));
      }
    }
    Set<String> listedElsewhere = new HashSet<>(EC2_TYPES_LISTED_ELSEWHERE);
    listedElsewhere.addAll(ClusterCreatedInventory.EC2_TYPES);
    all.add(new SecretInventory(session));
    all.add(new ClusterCreatedInventory(session));
    all.add(new LoadBalancerInventory(session));
    all.add(new Ec2TagInventory(session, catalog.existenceByEc2Type(), listedElsewhere));
    all.add(new TaggedResourceInventory(session, QUERIED_SERVICES));
    return all;
  }
}
