package io.beta9.provisioning.resources.catalog;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.resources.inventory.ClusterCreatedInventory;
import io.beta9.provisioning.resources.inventory.Ec2TagInventory;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.LoadBalancerInventory;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.inventory.SecretInventory;
import io.beta9.provisioning.resources.inventory.TaggedResourceInventory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists everything that an environment has, or has left, in its account: each type of the catalogue
 * by its rule, what the service and the cluster created themselves, and whatever else carries the
 * environment's tag.
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

  private final AwsSession session;
  private final ResourceCatalog catalog;

  public EnvironmentInventory(AwsSession session, ResourceCatalog catalog) {
    this.session = session;
    this.catalog = catalog;
  }

  /** Returns what exists, each resource once. */
  @Override
  public List<Leftover> list(ResourceScope scope) {
    Map<String, Leftover> found = new LinkedHashMap<>();
    for (ResourceInventory inventory : inventories()) {
      calling("Listing the remaining resources of " + scope.id(), () -> inventory.list(scope))
          .forEach(leftover -> found.putIfAbsent(leftover.type() + " " + leftover.id(), leftover));
    }
    return new ArrayList<>(found.values());
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
