package io.beta9.provisioning.api.advice;

import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.terraform.stack.FoundationInAws;
import io.beta9.provisioning.terraform.stack.ServicesInAws;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running API over a simulated account, and environments in the situations in which failures are
 * shown. Commands are executed by the command line client, with the key of a role.
 */
final class AdviceStage implements AutoCloseable {
  /** The tenant of the callers with a role of the service, which owns no environment. */
  private static final String PLATFORM = "platform";

  private static final Duration LIMIT = Duration.ofSeconds(45);

  private static final Pattern WORD = Pattern.compile("\\S+");

  private final SimulatedAccount account = SimulatedAccount.open();
  private final Random random = new Random(9);
  private final Map<Role, String> serviceKeys = new EnumMap<>(Role.class);
  private final Path folder;
  private final Service service;
  private final JdbcClient jdbc;
  private int tenants;

  AdviceStage(Path folder) {
    this.folder = folder;
    account.setSystemProperties();
    service = RunningApi.start();
    jdbc = service.part(JdbcClient.class);
    for (Role role : List.of(Role.OPERATOR, Role.OWNER)) {
      serviceKeys.put(role, key(PLATFORM, role));
    }
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  SimulatedAccount account() {
    return account;
  }

  <T> T part(Class<T> type) {
    return service.part(type);
  }

  private String key(String tenant, Role role) {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId(tenant), "test", role)
        .secret()
        .text();
  }

  /** The end of a command. */
  record Executed(int exitCode, String out, String err) {}

  /** An environment of a tenant of its own, in one situation. */
  final class Subject {
    private final String tenant = "tenant-" + ++tenants;
    private final CloudTarget target =
        account.account("%012d".formatted(tenants), "Beta9", "external-id-" + tenants);
    private final EnvironmentId id = EnvironmentId.random(random);
    private final String name = "demo-" + tenants;
    private final StateBackend backend = StateBackend.of(target.location(), id.value(), "s3");
    private final String operation = id.value().replace("env_", "op_");
    private final Map<Role, String> keys = new EnumMap<>(Role.class);
    private final String yaml =
        """
        name: %s
        cloud:
          provider: aws
          region: us-east-1
          account_id: "%s"
        beta9:
          domain: beta9.demo.example
        """
            .formatted(name, target.accountId());
    private final InfraModel model;

    private Subject() {
      ParseResult.Valid read =
          (ParseResult.Valid)
              new MetaConfigReader(AwsRegions.all())
                  .read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
      model = InfraModelFactory.from(read.config(), id.value());
      service
          .part(EnvironmentRepository.class)
          .insert(
              new EnvironmentRepository.NewEnvironment(
                  id,
                  new TenantId(tenant),
                  name,
                  "aws",
                  target.region(),
                  target.accountId(),
                  RegisteredAccounts.verified(jdbc, tenant, target),
                  new StoredJson(MetaConfigJson.toJson(read.config())),
                  new StoredJson(InfraModelJson.toJson(model)),
                  new StoredJson(service.part(JsonMapper.class).writeValueAsString(backend)),
                  "ann"));
    }

    String id() {
      return id.value();
    }

    String name() {
      return name;
    }

    String tenant() {
      return tenant;
    }

    String operation() {
      return operation;
    }

    void status(String status) {
      jdbc.sql(
              "update environments set status = :status, destroyed_at = case when :status ="
                  + " 'destroyed' then now() end where id = :id")
          .param("status", status)
          .param("id", id.value())
          .update();
    }

    void step(String step) {
      jdbc.sql("update environments set phase = :step where id = :id")
          .param("step", step)
          .param("id", id.value())
          .update();
    }

    void fail(Failure failure) {
      jdbc.sql(
              """
              update environments set status = 'failed', failure = :failure::jsonb
                  || jsonb_build_object('occurrence', jsonb_build_object('step', phase, 'at',
                    to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))),
                error_message = :message where id = :id
              """)
          .param("failure", FailureJson.write(failure))
          .param("message", failure.message())
          .param("id", id.value())
          .update();
    }

    void operation(String kind, String state) {
      jdbc.sql(
              """
              insert into operations (id, environment_id, tenant_id, kind, state, epoch, worker_id,
                requested_by, claimed_at, first_claimed_at)
              values (:operation, :id, :tenant, :kind, :state, 1,
                case when :state = 'running' then 'w-1' end, 'ann', now(), now())
              """)
          .param("operation", operation)
          .param("id", id.value())
          .param("tenant", tenant)
          .param("kind", kind)
          .param("state", state)
          .update();
    }

    /** Changes the operation. */
    void update(String assignments) {
      jdbc.sql("update operations set " + assignments + " where id = :id")
          .param("id", operation)
          .update();
    }

    void log(long number, String text, String ago) {
      jdbc.sql(
              """
              insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, at, step,
                stream, text)
              values (:id, :seq, :tenant, :operation, 1, now() - cast(:ago as interval), 'apply',
                'terraform', :text)
              """)
          .param("id", id.value())
          .param("seq", number)
          .param("tenant", tenant)
          .param("operation", operation)
          .param("ago", ago)
          .param("text", text)
          .update();
    }

    void lock(String who) {
      put(
          backend.lockFileKey(),
          """
          {"ID":"lock-1","Operation":"OperationTypeApply","Info":"","Who":"%s","Version":"1.11.4",
           "Created":"%s","Path":"x"}
          """
              .formatted(who, Instant.now()));
    }

    void state(long serial) {
      state(serial, "");
    }

    /**
     * Writes a state.
     *
     * @param resources the elements of its {@code resources}, as JSON
     */
    void state(long serial, String resources) {
      put(
          backend.key(),
          """
          {"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "line-1",
           "outputs": {}, "resources": [%s], "check_results": null}
          """
              .formatted(serial, resources));
    }

    /** Opens a session of the account's owner. */
    AwsSession owner() {
      return account.sessionOfOwner(target);
    }

    String cluster() {
      return model.resourcePrefix();
    }

    /** Creates the cluster as the owner, so that no other role has access to it. */
    void createClusterAsOwner() {
      FoundationInAws foundation = new FoundationInAws(owner(), model);
      foundation.role("cluster");
      String vpc = foundation.vpc();
      new ServicesInAws(owner(), model)
          .cluster(
              model.network().privateSubnets().entrySet().stream()
                  .map(subnet -> foundation.subnet(vpc, subnet.getKey(), subnet.getValue()))
                  .toList(),
              List.of());
    }

    private void put(String key, String text) {
      new StateStore(session()).ensure(backend);
      session()
          .s3()
          .putObject(r -> r.bucket(backend.bucket()).key(key), RequestBody.fromString(text));
    }

    private AwsSession session() {
      return account.sessions().open(target, id);
    }

    String oldestVersion() {
      return new StateVersions(session(), backend).list().getLast().id();
    }

    String accountId() {
      return target.accountId();
    }

    String role() {
      return target.roleArn();
    }

    /**
     * Creates the role of the account that this tenant has registered, as its instructions require.
     */
    void createRegisteredRole() {
      jdbc.sql("select role_arn, external_id from accounts where tenant_id = :tenant")
          .param("tenant", tenant)
          .query(
              row -> {
                String role = row.getString("role_arn");
                account.account(
                    target.accountId(),
                    role.substring(role.indexOf('/') + 1),
                    row.getString("external_id"));
              });
    }

    void keepState() {
      jdbc.sql(
              """
              insert into kept_states (environment_id, tenant_id, operation_id, lineage, serial,
                content)
              values (:id, :tenant, :operation, 'line-1', 3, 'x')
              """)
          .param("id", id.value())
          .param("tenant", tenant)
          .param("operation", operation)
          .update();
    }

    void tenantState(String state) {
      jdbc.sql("update tenants set state = :state where id = :tenant")
          .param("state", state)
          .param("tenant", tenant)
          .update();
    }

    void deleteEnvironment() {
      jdbc.sql("delete from operations where environment_id = :id").param("id", id()).update();
      jdbc.sql("delete from environments where id = :id").param("id", id()).update();
    }

    void accountState(String state) {
      jdbc.sql("update accounts set state = :state where tenant_id = :tenant")
          .param("state", state)
          .param("tenant", tenant)
          .update();
    }

    void forgetAccount() {
      deleteEnvironment();
      jdbc.sql("delete from accounts where tenant_id = :tenant").param("tenant", tenant).update();
    }

    /**
     * Executes an advised command, as a user who copies it. What stands for something that only the
     * user knows is filled in.
     */
    Executed execute(String command, Role role) {
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(command.replaceFirst("^\\./provisioner ", ""));
      while (word.find()) {
        words.add(
            switch (word.group()) {
              case "FILE" -> file();
              case "TEXT" -> "the test requires it";
              case "VERSION" -> oldestVersion();
              case "ID" -> id.value();
              default -> word.group();
            });
      }
      return run(
          serviceKeys.containsKey(role)
              ? serviceKeys.get(role)
              : keys.computeIfAbsent(role, it -> key(tenant, it)),
          words);
    }

    private String file() {
      try {
        return Files.writeString(folder.resolve(name + ".yaml"), yaml).toString();
      } catch (java.io.IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Executed run(@Nullable String key, List<String> words) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Terminal terminal =
          new Terminal(
              // The answer to the question of 'env destroy'.
              new ByteArrayInputStream((name + "\n").getBytes(StandardCharsets.UTF_8)),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              false,
              words.contains("destroy"),
              Map.of(
                  "PROVISIONER_URL",
                  "http://127.0.0.1:" + service.port(),
                  "PROVISIONER_KEY",
                  String.valueOf(key)),
              folder);
      FutureTask<Integer> command =
          new FutureTask<>(() -> Cli.ofProcess(terminal).run(words.toArray(String[]::new)));
      Thread thread = Thread.ofVirtual().start(command);
      try {
        if (words.contains("update") && words.contains("--dry-run")) {
          // No worker plans here: it is sufficient that the plan is accepted.
          await()
              .atMost(LIMIT)
              .until(() -> command.isDone() || err.toString().contains("Planning"));
          if (!command.isDone()) {
            thread.interrupt();
            return new Executed(0, out.toString(), err.toString());
          }
        }
        if (words.contains("watch") || words.contains("--follow")) {
          await().atMost(LIMIT).until(() -> command.isDone() || out.size() + err.size() > 0);
          settle();
        }
        int exit = command.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        return new Executed(
            exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        thread.interrupt();
        throw new AssertionError(words + " does not end: " + out + err, e);
      }
    }

    /** Lets the operation succeed. */
    private void settle() {
      jdbc.sql(
              "update environments set status = case when status like 'destroy%' then 'destroyed'"
                  + " else 'ready' end where id = :id")
          .param("id", id.value())
          .update();
      jdbc.sql(
              "update operations set state = 'succeeded', worker_id = null"
                  + " where environment_id = :id")
          .param("id", id.value())
          .update();
    }
  }

  /** Brings a new environment into a situation. */
  Subject in(AdvisedSituation situation) {
    return in(situation, null);
  }

  /** Brings a new environment into a situation, with this as its failure if it has failed. */
  Subject in(AdvisedSituation situation, @Nullable Failure failure) {
    Subject subject = new Subject();
    switch (situation) {
      case NO_ENVIRONMENT -> subject.deleteEnvironment();
      case PROVISION_FAILED -> failed(subject, "provision", "apply", failure);
      case BOOTSTRAP_FAILED -> failed(subject, "provision", "beta9", failure);
      case CLUSTER_DENIES_ACCESS -> {
        subject.createClusterAsOwner();
        failed(subject, "provision", "cluster-access", failure);
      }
      case DESTROY_FAILED -> failed(subject, "destroy", "destroy", failure);
      case STATE_DAMAGED -> {
        subject.state(3);
        subject.state(4);
        failed(subject, "provision", "apply", failure);
      }
      case STATE_LOCKED_BY_UNKNOWN_OWNER -> {
        subject.lock("bob@laptop");
        failed(subject, "provision", "apply", failure);
      }
      case STATE_KEPT -> {
        subject.state(3);
        failed(subject, "provision", "apply", failure);
        subject.keepState();
      }
      case OPERATION_RUNNING -> {
        worker();
        subject.status("provisioning");
        subject.operation("provision", "running");
      }
      case READY -> {
        subject.status("ready");
        subject.operation("provision", "succeeded");
      }
      case DESTROY_QUEUED -> {
        subject.status("destroy_queued");
        subject.operation("destroy", "waiting");
      }
      case STATUS_SET_TO_FAILED -> {
        subject.operation("provision", "failed");
        subject.status("failed");
      }
      case ACCOUNT_UNKNOWN -> subject.forgetAccount();
      case ACCOUNT_UNVERIFIED -> subject.accountState("pending");
      case ACCOUNT_LEGACY -> subject.accountState("legacy");
      case ACCOUNT_UNUSED -> subject.deleteEnvironment();
      case ACCOUNT_IN_USE -> subject.status("ready");
      case ACCOUNT_OF_ANOTHER_TENANT -> {}
      case TENANT_SUSPENDED -> subject.tenantState("suspended");
      case TENANT_DELETING -> {
        subject.deleteEnvironment();
        subject.tenantState("deleting");
      }
      case TENANT_WITH_ENVIRONMENT -> subject.status("ready");
    }
    return subject;
  }

  /** Registers a live worker. */
  void worker() {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency)
            values ('w-1', 'their-host', 'b', 1, 1, 'test', 4)
            on conflict (id) do update set renewed_at = now(), state = 'running'
            """)
        .update();
  }

  void withoutWorkers() {
    jdbc.sql("update operations set state = 'failed', worker_id = null where worker_id is not null")
        .update();
    jdbc.sql("update workers set state = 'stopped'").update();
  }

  private static void failed(Subject subject, String kind, String step, @Nullable Failure failure) {
    subject.operation(kind, "failed");
    subject.step(step);
    if (failure == null) {
      subject.status("failed");
    } else {
      subject.fail(failure);
    }
  }

  /** Returns the commands of this product in a text. */
  static List<String> commandsIn(String text) {
    return Pattern.compile("['`](\\./provisioner [^'`]+)['`]")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  /** Returns the words of a command that stand for something else: in capital letters. */
  static List<String> placeholdersIn(String command) {
    return WORD.matcher(command)
        .results()
        .map(found -> found.group())
        .filter(word -> word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT)))
        .filter(word -> word.chars().allMatch(Character::isLetter))
        .toList();
  }

  @Override
  public void close() {
    service.close();
    account.close();
  }
}
