package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.terraform.stack.FoundationInAws;
import io.beta9.provisioning.terraform.stack.ServicesInAws;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A few of the module's resources with its addresses, names and tags: one for each way in which
 * resources are looked up.
 */
public final class SmallStack {
  /** Creates a resource that refers to these ids, and returns its id. */
  interface ResourceCreator {
    String create(UnaryOperator<String> idOf);
  }

  /** Returns the id in the state for an import id; null if the resource does not exist. */
  interface ImportLookup {
    String find(String id);
  }

  /** Deletes the resource, if it exists. */
  interface Remover {
    void remove(String id);
  }

  /**
   * A resource of the module.
   *
   * @param attributes the attributes that identify it in a plan
   * @param parents by attribute, the address to which it refers
   */
  public record Resource(
      String address,
      Map<String, String> attributes,
      Map<String, String> tags,
      Map<String, String> parents,
      ResourceCreator creator,
      ImportLookup finder,
      Remover remover) {
    public String type() {
      return address.substring(0, address.indexOf('.'));
    }

    public String name() {
      int bracket = address.indexOf('[');
      return address.substring(address.indexOf('.') + 1, bracket < 0 ? address.length() : bracket);
    }

    /** Returns the key of the instance; null if the resource has a single instance. */
    String key() {
      int bracket = address.indexOf('[');
      return bracket < 0 ? null : address.substring(bracket + 2, address.length() - 2);
    }
  }

  static final String SYSTEM_NODES = "aws_eks_node_group.this[\"system\"]";

  private final AwsSession session;
  private final InfraModel model;
  private final Supplier<List<String>> temporaryAccess;
  private final String name;

  /**
   * @param temporaryAccess to which addresses a new cluster's private API is open
   */
  SmallStack(AwsSession session, InfraModel model, Supplier<List<String>> temporaryAccess) {
    this.session = session;
    this.model = model;
    this.temporaryAccess = temporaryAccess;
    this.name = model.resourcePrefix();
  }

  /** Returns all resources, each after those that it depends on. */
  List<Resource> resources() {
    FoundationInAws aws = new FoundationInAws(session, model);
    ServicesInAws services = new ServicesInAws(session, model);
    List<Resource> all = new ArrayList<>();
    all.add(
        resource(
            "aws_kms_key.this",
            Map.of(),
            named(name),
            Map.of(),
            ids -> aws.key(),
            aws::findKey,
            aws::removeKey));
    all.add(
        resource(
            "aws_kms_alias.this",
            Map.of("name", "alias/" + name),
            Map.of(),
            Map.of("target_key_id", "aws_kms_key.this"),
            ids -> aws.alias(ids.apply("aws_kms_key.this")),
            aws::findAlias,
            aws::removeAlias));
    all.add(
        resource(
            "aws_vpc.this",
            Map.of(),
            named(name),
            Map.of(),
            ids -> aws.vpc(),
            aws::findVpc,
            aws::removeVpc));
    model
        .network()
        .privateSubnets()
        .forEach(
            (zone, cidr) ->
                all.add(
                    resource(
                        "aws_subnet.private[\"" + zone + "\"]",
                        Map.of(),
                        named(name + "-private-" + zone),
                        Map.of("vpc_id", "aws_vpc.this"),
                        ids -> aws.subnet(ids.apply("aws_vpc.this"), zone, cidr),
                        aws::findSubnet,
                        aws::removeSubnet)));
    String zone = model.network().availabilityZones().getFirst();
    all.add(
        resource(
            "aws_eip.nat[\"" + zone + "\"]",
            Map.of(),
            named(name + "-nat-" + zone),
            Map.of(),
            ids -> aws.address(zone),
            aws::findAddress,
            aws::removeAddress));
    for (String role : List.of("cluster", "nodes")) {
      all.add(
          resource(
              "aws_iam_role." + role,
              Map.of("name", name + "-" + role),
              Map.of(),
              Map.of(),
              ids -> aws.role(role),
              aws::findRole,
              aws::removeRole));
    }
    all.add(
        resource(
            "aws_iam_user.storage",
            Map.of("name", name + "-storage"),
            Map.of(),
            Map.of(),
            ids -> aws.user(),
            aws::findUser,
            aws::removeUser));
    all.add(
        resource(
            "aws_eks_cluster.this",
            Map.of("name", name),
            Map.of(),
            Map.of("role_arn", "aws_iam_role.cluster"),
            ids -> services.cluster(subnets(ids), temporaryAccess.get()),
            services::findCluster,
            services::removeCluster));
    all.add(
        resource(
            SYSTEM_NODES,
            Map.of("cluster_name", name, "node_group_name", "system"),
            named(name + "-system"),
            Map.of("cluster_name", "aws_eks_cluster.this"),
            ids -> services.nodes(subnets(ids)),
            services::findNodes,
            services::removeNodes));
    all.add(
        resource(
            "aws_db_subnet_group.this",
            Map.of("name", name),
            Map.of(),
            Map.of(),
            ids -> services.databaseSubnets(subnets(ids)),
            services::findDatabaseSubnets,
            services::removeDatabaseSubnets));
    all.add(
        resource(
            "aws_db_instance.this",
            Map.of("identifier", name),
            named(name),
            Map.of("db_subnet_group_name", "aws_db_subnet_group.this"),
            ids -> services.database(),
            services::findDatabase,
            services::removeDatabase));
    all.add(
        resource(
            "aws_elasticache_subnet_group.this",
            Map.of("name", name),
            Map.of(),
            Map.of(),
            ids -> services.redisSubnets(subnets(ids)),
            services::findRedisSubnets,
            services::removeRedisSubnets));
    all.add(
        resource(
            "aws_elasticache_replication_group.this",
            Map.of("replication_group_id", name),
            named(name),
            Map.of("subnet_group_name", "aws_elasticache_subnet_group.this"),
            ids -> services.redis(),
            services::findRedis,
            services::removeRedis));
    all.add(
        resource(
            "aws_s3_bucket.this",
            Map.of("bucket", model.objectStore().bucketName()),
            named(name),
            Map.of(),
            ids -> aws.bucket(),
            aws::findBucket,
            aws::removeBucket));
    return List.copyOf(all);
  }

  /** Returns how AWS failed to create it, in the words of the AWS provider; empty if it did not. */
  Optional<String> failureOfCreation(Resource resource) {
    ServicesInAws services = new ServicesInAws(session, model);
    return switch (resource.type()) {
      case "aws_eks_cluster" -> services.clusterFailure();
      case "aws_eks_node_group" -> services.nodesFailure();
      case "aws_db_instance" -> services.databaseFailure();
      case "aws_elasticache_replication_group" -> services.redisFailure();
      default -> Optional.empty();
    };
  }

  /** Returns the outputs of the module. */
  Map<String, JsonNode> outputs(UnaryOperator<String> idOf) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("vpc_id", idOf.apply("aws_vpc.this"));
    values.put("private_subnet_ids", subnets(idOf));
    values.put("public_subnet_ids", List.of());
    values.put("cluster_name", name);
    values.put("cluster_endpoint", "https://" + name + ".example");
    values.put("cluster_certificate_authority", "bm9uZQ==");
    values.put("cluster_security_group_id", "sg-of-" + name);
    values.put("oidc_provider_arn", "arn:aws:iam::" + model.accountId() + ":oidc-provider/x");
    values.put("rds_endpoint", name + ".rds.example");
    values.put("rds_port", 5432);
    values.put("rds_database", "main");
    values.put("redis_endpoint", name + ".cache.example");
    values.put("redis_port", 6379);
    values.put("bucket_name", model.objectStore().bucketName());
    values.put("ecr_repository_url", model.accountId() + ".dkr.ecr.example/" + name);
    values.put("worker_role_arn", "arn:aws:iam::" + model.accountId() + ":role/" + name);
    values.put("gateway_role_arn", "arn:aws:iam::" + model.accountId() + ":role/" + name);
    values.put("autoscaler_role_arn", "arn:aws:iam::" + model.accountId() + ":role/" + name);
    values.put("storage_user_name", idOf.apply("aws_iam_user.storage"));
    values.put("log_group_name", "/aws/eks/" + name + "/cluster");
    values.put("kms_key_arn", idOf.apply("aws_kms_key.this"));
    Map<String, JsonNode> nodes = new LinkedHashMap<>();
    values.forEach((key, value) -> nodes.put(key, JsonMapper.shared().valueToTree(value)));
    return nodes;
  }

  private List<String> subnets(UnaryOperator<String> idOf) {
    return model.network().privateSubnets().keySet().stream()
        .map(zone -> idOf.apply("aws_subnet.private[\"" + zone + "\"]"))
        .toList();
  }

  private Resource resource(
      String address,
      Map<String, String> attributes,
      Map<String, String> tags,
      Map<String, String> parents,
      ResourceCreator creator,
      ImportLookup finder,
      Remover remover) {
    Map<String, String> all = new LinkedHashMap<>(model.tags());
    all.putAll(tags);
    boolean taggable = !address.startsWith("aws_kms_alias");
    return new Resource(
        address, attributes, taggable ? all : Map.of(), parents, creator, finder, remover);
  }

  private static Map<String, String> named(String name) {
    return Map.of("Name", name);
  }
}
