package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How each type of resource in the module is found in the account: one line for each, in the order
 * in which they depend on each other.
 */
public final class AwsResourceLocator implements ResourceLocator {
  private static final ResourceFinder REPEATABLE = (wanted, clues) -> new LookupResult.Repeatable();

  private static final Set<String> SLOW =
      Set.of(
          "aws_nat_gateway",
          "aws_vpc_endpoint",
          "aws_db_instance",
          "aws_elasticache_replication_group",
          "aws_eks_cluster",
          "aws_eks_node_group",
          "aws_eks_addon");

  private final Map<String, ResourceFinder> byType = new LinkedHashMap<>();
  private final List<String> order;
  private final SecurityGroupFinder securityGroups;
  private final IdentityFinder identities;

  public AwsResourceLocator(AwsSession session) {
    NetworkFinder network = new NetworkFinder(session);
    RouteFinder routes = new RouteFinder(session);
    KeyFinder keys = new KeyFinder(session);
    StorageFinder stores = new StorageFinder(session);
    DatabaseFinder database = new DatabaseFinder(session);
    CacheFinder redis = new CacheFinder(session);
    ClusterFinder cluster = new ClusterFinder(session);
    securityGroups = new SecurityGroupFinder(session);
    identities = new IdentityFinder(session);

    byType.put("aws_vpc", network::vpc);
    byType.put("aws_internet_gateway", network::internetGateway);
    byType.put("aws_subnet", network::subnet);
    byType.put("aws_eip", network::address);
    byType.put("aws_nat_gateway", network::natGateway);
    byType.put("aws_route_table", network::routeTable);
    byType.put("aws_route", routes::route);
    byType.put("aws_route_table_association", routes::association);
    byType.put("aws_vpc_endpoint", network::endpoint);
    byType.put("aws_security_group", securityGroups::group);
    byType.put("aws_vpc_security_group_ingress_rule", securityGroups::rule);
    byType.put("aws_vpc_security_group_egress_rule", securityGroups::rule);
    byType.put("aws_kms_key", keys::key);
    byType.put("aws_kms_alias", keys::alias);
    byType.put("aws_cloudwatch_log_group", stores::logGroup);
    byType.put("aws_ecr_repository", stores::repository);
    byType.put("aws_ecr_lifecycle_policy", REPEATABLE);
    byType.put("aws_s3_bucket", stores::bucket);
    byType.put("aws_s3_bucket_lifecycle_configuration", REPEATABLE);
    byType.put("aws_s3_bucket_policy", REPEATABLE);
    byType.put("aws_s3_bucket_public_access_block", REPEATABLE);
    byType.put("aws_s3_bucket_server_side_encryption_configuration", REPEATABLE);
    byType.put("aws_s3_bucket_versioning", REPEATABLE);
    byType.put("aws_iam_role", identities::role);
    byType.put("aws_iam_role_policy", REPEATABLE);
    byType.put("aws_iam_role_policy_attachment", REPEATABLE);
    byType.put("aws_iam_user", identities::user);
    byType.put("aws_iam_user_policy", REPEATABLE);
    byType.put("aws_db_subnet_group", database::subnetGroup);
    byType.put("aws_db_parameter_group", database::parameterGroup);
    byType.put("aws_db_instance", database::instance);
    byType.put("aws_elasticache_subnet_group", redis::subnetGroup);
    byType.put("aws_elasticache_parameter_group", redis::parameterGroup);
    byType.put("aws_elasticache_replication_group", redis::replicationGroup);
    byType.put("aws_eks_cluster", cluster::cluster);
    byType.put("aws_iam_openid_connect_provider", identities::issuer);
    byType.put("aws_launch_template", network::launchTemplate);
    byType.put("aws_eks_node_group", cluster::nodeGroup);
    byType.put("aws_eks_addon", cluster::addon);
    order = new ArrayList<>(byType.keySet());
  }

  /** The types that can be looked for. */
  Set<String> types() {
    return byType.keySet();
  }

  @Override
  public LookupResult look(PlannedResource wanted, LookupHints clues) {
    ResourceFinder finder = byType.get(wanted.type());
    if (finder == null) {
      throw new IllegalStateException("nobody knows how to find a " + wanted.type());
    }
    return calling("Looking for " + wanted.address(), () -> finder.look(wanted, clues));
  }

  @Override
  public int order(String type) {
    return order.indexOf(type);
  }

  @Override
  public boolean isSlow(String type) {
    return SLOW.contains(type);
  }

  @Override
  public Optional<String> mend(PlannedResource found, String id) {
    return found.type().equals("aws_security_group")
        ? calling("Finishing " + found.address(), () -> securityGroups.closeDefaultWay(id))
        : Optional.empty();
  }

  @Override
  public void loosen(PlannedResource setting) {
    calling(
        "Removing " + setting.address(),
        () -> {
          identities.loosen(setting);
          return setting;
        });
  }
}
