package io.beta9.provisioning.api.description;

import io.beta9.provisioning.metaconfig.catalog.Beta9Release;
import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.KubernetesVersions;
import io.beta9.provisioning.metaconfig.catalog.MachineSize;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.catalog.WorkerNodes;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of a meta-config as a customer writes it: what has a default can be left out. */
final class MetaConfigSchema {
  /** The most that any profile, GPU type and number of machines permits. */
  private static final WorkerNodes LARGEST =
      new WorkerNodes(
          new WorkerNodes.NodePool(Profile.LARGE.cpu().instanceType(), 100),
          new WorkerNodes.NodePool(GpuType.H100.instanceType(Profile.LARGE), 100));

  private final RecordSchemas schemas;

  MetaConfigSchema(RecordSchemas schemas) {
    this.schemas = schemas;
  }

  ObjectNode add() {
    ObjectNode fields = fields();
    fields.set("name", text("The environment's name, unique in the tenant.", 63));
    fields.set("cloud", cloud());
    fields.set("cluster", cluster());
    fields.set("network", network());
    fields.set("data", data());
    fields.set("beta9", beta9());
    fields.set("access", access());
    fields.set("tags", texts("Tags of every resource."));
    return object(
        "MetaConfig", "What an environment consists of.", fields, "name", "cloud", "beta9");
  }

  private ObjectNode cloud() {
    ObjectNode fields = fields();
    fields.set("provider", oneOf("The cloud provider.", java.util.List.of("aws")));
    fields.set("region", text("A region of the provider.", 64));
    ObjectNode account = text("The account's id, which the tenant has registered.", 12);
    account.put("pattern", "^[0-9]{12}$");
    fields.set("account_id", account);
    return object(
        "MetaConfigCloud", "Where the environment is.", fields, "provider", "region", "account_id");
  }

  private ObjectNode cluster() {
    ObjectNode fields = fields();
    fields.set("profile", oneOf("The size of everything else.", Profile.byLabel().keySet()));
    fields.set(
        "kubernetes_version",
        oneOf("The version of Kubernetes.", KubernetesVersions.byName().keySet()));
    fields.set("node_labels", texts("Labels of every node."));
    ObjectNode endpoint = fields();
    endpoint.set(
        "access",
        oneOf(
            "Whether the Kubernetes API has an endpoint on the internet.",
            java.util.List.of("private", "public")));
    endpoint.set("allowed_cidrs", list("The address blocks that may connect.", 40));
    fields.set(
        "endpoint", object("MetaConfigEndpoint", "Who reaches the Kubernetes API.", endpoint));
    return object("MetaConfigCluster", "The Kubernetes cluster.", fields);
  }

  private ObjectNode network() {
    ObjectNode fields = fields();
    fields.set("cidr", text("The address block of the VPC, such as `10.42.0.0/16`.", 18));
    // Without a type: generators for Java compile no alternative of a number and a list.
    ObjectNode zones = JsonNodeFactory.instance.objectNode();
    zones.put("description", "The number of availability zones, 2 or 3, or a list of their names.");
    zones.put("minimum", 2).put("maximum", 3).put("minItems", 2).put("maxItems", 3);
    zones.putObject("items").put("type", "string");
    fields.set("availability_zones", zones);
    fields.set("flow_logs", flag("Whether connections are logged to CloudWatch."));
    return object("MetaConfigNetwork", "The network.", fields);
  }

  private ObjectNode data() {
    ObjectNode postgres = fields();
    postgres.set("size", text("A profile, or a class such as `db.m6g.large`.", 64));
    postgres.set("multi_az", flag("Whether there is a standby in another zone."));
    postgres.set("backup_retention_days", integer("How long backups are kept.", 1, 35));
    postgres.set("log_export", flag("Whether PostgreSQL's logs are sent to CloudWatch."));
    postgres.set("protect", flag("Whether the database is destroyed only with a snapshot."));
    ObjectNode redis = fields();
    redis.set("size", text("A profile, or a type such as `cache.r7g.large`.", 64));
    redis.set("ha", flag("Whether there is a replica in another zone."));
    ObjectNode store = fields();
    store.set("bucket_prefix", text("The beginning of the bucket's name.", 63));
    store.set("versioning", flag("Whether earlier versions of objects are kept."));
    store.set("lifecycle_days", integer("After how long earlier versions are removed.", 1, 3650));
    ObjectNode state = fields();
    state.set(
        "access_log_bucket",
        text("An existing bucket for the access logs of the bucket with the states.", 63));
    ObjectNode fields = fields();
    fields.set("state", object("MetaConfigState", "The bucket with the states.", state));
    fields.set("postgres", object("MetaConfigPostgres", "The database.", postgres));
    fields.set("redis", object("MetaConfigRedis", "The cache.", redis));
    fields.set("object_store", object("MetaConfigObjectStore", "The bucket.", store));
    return object("MetaConfigData", "Database, cache and bucket.", fields);
  }

  private ObjectNode beta9() {
    ObjectNode workers = fields();
    workers.set("gpu_enabled", flag("Whether there are GPU nodes."));
    workers.set("gpu_type", oneOf("The type of GPU.", GpuType.byLabel().keySet()));
    workers.set("min_workers", integer("The minimum number of nodes for workloads.", 0, 100));
    workers.set("max_workers", integer("The maximum number of nodes for workloads.", 1, 100));
    RequestLimits most = LARGEST.defaultLimits();
    ObjectNode limits = fields();
    limits.set(
        "millicpus",
        integer(
            "Thousandths of a processor of a container.",
            RequestLimits.MIN_MILLICPUS,
            most.millicpus()));
    limits.set(
        "memory_gib",
        integer("Memory of a container in GiB.", RequestLimits.MIN_MEMORY_GIB, most.memoryGib()));
    limits.set("gpus", integer("GPUs of a container.", 0, RequestLimits.MAX_GPUS));
    limits.set("replicas", integer("Containers of one function.", 1, LARGEST.maxReplicas()));
    MachineSize node = LARGEST.cpu().machine();
    ObjectNode build = fields();
    build.set(
        "millicpus",
        integer(
            "Thousandths of a processor of a worker.",
            BuildWorker.MIN_MILLICPUS,
            node.usableMillicpus()));
    build.set(
        "memory_gib",
        integer("Memory of a worker in GiB.", BuildWorker.MIN_MEMORY_GIB, node.usableMemoryGib()));
    build.set(
        "shared_memory_gib",
        integer(
            "The size of its /dev/shm in GiB.",
            1,
            BuildWorker.maxSharedMemoryGib(node.usableMemoryGib())));
    ObjectNode fields = fields();
    fields.set(
        "limits",
        object(
            "MetaConfigLimits",
            "The most that users may request. The machines limit it further.",
            limits));
    fields.set(
        "build",
        object(
            "MetaConfigBuild",
            "The workers that build images. The machines limit it further.",
            build));
    fields.set("allowed_cidrs", list("The address blocks that may connect to Beta9.", 20));
    fields.set("domain", text("The host name at which users reach Beta9.", 253));
    fields.set("version", oneOf("The version of Beta9.", Beta9Release.byVersion().keySet()));
    fields.set("workers", object("MetaConfigWorkers", "The nodes for workloads.", workers));
    fields.set("enable_metrics", flag("Whether metrics are collected."));
    fields.set("enable_logging", flag("Whether logs are collected."));
    fields.set("log_retention_days", integer("How long logs are kept.", 1, 3653));
    fields.set("smoke", oneOf("What is run in Beta9 to verify it.", SmokeTest.byLabel().keySet()));
    fields.set("image_registry", text("A mirror of the public registries of images.", 200));
    fields.set(
        "runner_version",
        text("The end of the tags of the images from which users' images are built.", 100));
    fields.set(
        "certificate",
        text(
            "The ARN of the certificate with which Beta9 is exposed to the internet; managed if it"
                + " is requested.",
            256));
    fields.set("certificate_arn", text("Earlier name of certificate, for an ARN.", 256));
    return object("MetaConfigBeta9", "The Beta9 installation.", fields, "domain");
  }

  private ObjectNode access() {
    ObjectNode admins = fields().put("type", "array").put("maxItems", 20);
    admins.put(
        "description", "The ARNs of the roles that are administrators of the Kubernetes cluster.");
    admins.putObject("items").put("type", "string");
    ObjectNode fields = fields();
    fields.set("eks_admins", admins);
    return object("MetaConfigAccess", "Who may administer what is created.", fields);
  }

  private static ObjectNode fields() {
    return JsonNodeFactory.instance.objectNode();
  }

  private ObjectNode object(
      String name, String description, ObjectNode fields, String... required) {
    ObjectNode schema = fields().put("type", "object").put("description", description);
    schema.set("properties", fields);
    for (String field : required) {
      schema.withArray("required").add(field);
    }
    schema.put("additionalProperties", false);
    return schemas.add(name, schema);
  }

  private static ObjectNode text(String description, int length) {
    return fields().put("type", "string").put("description", description).put("maxLength", length);
  }

  private static ObjectNode oneOf(String description, Collection<String> values) {
    ObjectNode schema = fields().put("type", "string").put("description", description);
    new TreeSet<>(values).forEach(schema.withArray("enum")::add);
    return schema;
  }

  private static ObjectNode integer(String description, int from, int to) {
    return fields()
        .put("type", "integer")
        .put("format", "int32")
        .put("description", description)
        .put("minimum", from)
        .put("maximum", to);
  }

  private static ObjectNode list(String description, int size) {
    ObjectNode schema =
        fields().put("type", "array").put("description", description).put("maxItems", size);
    schema.putObject("items").put("type", "string").put("maxLength", 64);
    return schema;
  }

  private static ObjectNode flag(String description) {
    return fields().put("type", "boolean").put("description", description);
  }

  private static ObjectNode texts(String description) {
    ObjectNode schema = fields().put("type", "object").put("description", description);
    schema.putObject("additionalProperties").put("type", "string");
    return schema;
  }

  /** Returns an example, which is valid. */
  static Map<String, Object> example() {
    return new TreeMap<>(
        Map.of(
            "name",
            "demo",
            "cloud",
            new TreeMap<>(
                Map.of("provider", "aws", "region", "us-east-1", "account_id", "123456789012")),
            "beta9",
            Map.of("domain", "beta9.demo.example")));
  }
}
