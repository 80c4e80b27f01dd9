package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.aws.secrets.SecretsManagerSecrets;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * The complete result of an operation, in lines that are equal for all environments with the same
 * history.
 *
 * @param account the resources in the account, one entry for each occurrence
 * @param state the content of the state, and its entries that do not match the account
 * @param environment its row, and the results of its operations
 * @param beta9 the releases and the state of Beta9
 */
record OperationEnd(
    List<String> account, List<String> state, List<String> environment, List<String> beta9) {

  static OperationEnd of(WorkerTestServers servers, WorkerScenario scenario) {
    return new OperationEnd(
        account(servers, scenario),
        state(servers, scenario),
        row(servers, scenario),
        beta9(servers, scenario));
  }

  private static List<String> account(WorkerTestServers servers, WorkerScenario scenario) {
    AwsSession session = servers.cloud().sessionOfOwner(scenario.session().target());
    InfraModel model = scenario.model();
    List<String> lines = new ArrayList<>();
    for (TaggedResource one :
        servers.cloud().sim().inventory(model.accountId(), SimulatedAccount.REGION)) {
      lines.add(line(one, session));
    }
    session.iam().listRoles().roles().forEach(role -> lines.add("iam:role " + role.roleName()));
    session
        .iam()
        .listUsers()
        .users()
        .forEach(
            user -> {
              lines.add("iam:user " + user.userName());
              session
                  .iam()
                  .listAccessKeys(r -> r.userName(user.userName()))
                  .accessKeyMetadata()
                  .forEach(key -> lines.add("iam:access-key of " + user.userName()));
            });
    session
        .s3()
        .listBuckets()
        .buckets()
        .forEach(
            bucket -> {
              lines.add("s3:bucket " + bucket.name());
              session
                  .s3()
                  .listObjectsV2(r -> r.bucket(bucket.name()))
                  .contents()
                  .forEach(object -> lines.add("s3:object " + object.key()));
              lines.add(
                  "s3:versioning "
                      + session.s3().getBucketVersioning(r -> r.bucket(bucket.name())).status());
            });
    session.kms().listAliases().aliases().stream()
        .filter(alias -> alias.targetKeyId() != null)
        .forEach(alias -> lines.add("kms:alias " + alias.aliasName()));
    session
        .eks()
        .listClusters()
        .clusters()
        .forEach(
            cluster -> {
              VpcConfigResponse network =
                  session
                      .eks()
                      .describeCluster(r -> r.name(cluster))
                      .cluster()
                      .resourcesVpcConfig();
              lines.add(
                  "eks:endpoint of "
                      + cluster
                      + (network.endpointPublicAccess()
                          ? " open to " + network.publicAccessCidrs()
                          : " private"));
            });
    for (String operation : List.of("CreateDBInstance", "DeleteDBInstance")) {
      lines.add(
          operation
              + " succeeded "
              + servers.cloud().sim().requests().calls("rds", operation).stream()
                  .filter(request -> request.account().equals(model.accountId()))
                  .filter(request -> request.ok())
                  .count()
              + " times");
    }
    return lines.stream().map(line -> alike(line, model)).sorted().toList();
  }

  private static String line(TaggedResource one, AwsSession session) {
    String kind = one.service() + ":" + one.type();
    if (kind.equals("kms:key")) {
      String id = one.arn().substring(one.arn().indexOf('/') + 1);
      KeyState state = session.kms().describeKey(r -> r.keyId(id)).keyMetadata().keyState();
      return kind + " " + state;
    }
    String name = one.tags().getOrDefault("Name", "");
    return kind
        + " "
        + (name.isEmpty() ? one.arn().substring(one.arn().lastIndexOf(':') + 1) : name)
        + (one.tags().containsKey("beta9:environment-id") ? " of the environment" : "");
  }

  private static List<String> state(WorkerTestServers servers, WorkerScenario scenario) {
    return Stream.concat(
            servers.terraforms().stateOf(scenario.id()).keySet().stream(),
            Stream.concat(
                servers.terraforms().missingInAccount(scenario.id()).stream()
                    .map(it -> "false: " + it),
                servers.terraforms().isLocked(scenario.id())
                    ? Stream.of("locked")
                    : Stream.empty()))
        .sorted()
        .toList();
  }

  private static List<String> row(WorkerTestServers servers, WorkerScenario scenario) {
    Environment row =
        servers.environments().find(WorkerTestServers.TENANT, scenario.id()).orElseThrow();
    List<String> lines = new ArrayList<>();
    lines.add("status " + row.status().code());
    lines.add("error " + row.errorMessage());
    lines.add("outputs " + row.outputs().toTree().propertyNames());
    lines.addAll(
        servers
            .jdbc()
            .sql(
                """
                select kind || ' ' || state
                       || case when state = 'succeeded' then ''
                               else coalesce(', ' || (failure ->> 'code'), '') end as line
                  from operations where environment_id = :id order by created_at
                """)
            .param("id", scenario.id().value())
            .query(String.class)
            .list());
    servers
        .privateFiles(scenario.id())
        .forEach(file -> lines.add("private file " + file.getFileName()));
    lines.add(
        "succeeded "
            + servers
                .jdbc()
                .sql(
                    "select count(*) from events where environment_id = :id and kind = 'succeeded'")
                .param("id", scenario.id().value())
                .query(Integer.class)
                .single()
            + " times");
    return lines.stream().map(line -> alike(line, scenario.model())).toList();
  }

  private static List<String> beta9(WorkerTestServers servers, WorkerScenario scenario) {
    EnvironmentSecrets secrets =
        new SecretsManagerSecrets(
            scenario.session(), scenario.id(), scenario.model().tags(), new Random(1));
    String token = secrets.adminToken().map(it -> it.token()).orElse("");
    String key = secrets.storageKey().map(it -> it.secretAccessKey()).orElse("");
    String userToken = secrets.userToken().token().map(it -> it.token()).orElse("");
    return servers.clusters().describe(scenario.model().resourcePrefix(), token, userToken, key);
  }

  /** Replaces what differs between environments. */
  private static String alike(String line, InfraModel model) {
    return line.replace(model.resourcePrefix(), "<prefix>")
        .replace(model.environmentId(), "<id>")
        .replace(model.accountId(), "<account>")
        .replaceAll("demo-\\d+", "<name>")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*")
        .replaceAll("eks-cluster-sg-<prefix>-\\d+", "eks-cluster-sg-<prefix>-*")
        .replaceAll("(?<=[-/])[0-9a-f]{8,}\\b", "*")
        .replaceAll("(?<=beta9/<id>/[a-z-]{1,20})-[A-Za-z0-9]{6}\\b", "-*");
  }

  /** Describes the differences from another result; empty if there are none. */
  String differencesFrom(OperationEnd expected) {
    StringBuilder text = new StringBuilder();
    difference("account", expected.account, account, text);
    difference("state", expected.state, state, text);
    difference("environment", expected.environment, environment, text);
    difference("beta9", expected.beta9, beta9, text);
    return text.toString();
  }

  private static void difference(
      String part, List<String> expected, List<String> found, StringBuilder text) {
    List<String> missing = new ArrayList<>(expected);
    found.forEach(missing::remove);
    List<String> surplus = new ArrayList<>(found);
    expected.forEach(surplus::remove);
    missing.forEach(line -> text.append("\n    ").append(part).append(" lacks ").append(line));
    surplus.forEach(line -> text.append("\n    ").append(part).append(" has ").append(line));
  }
}
