package io.beta9.provisioning;

import io.beta9.provisioning.tfstate.s3.StateVersions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Establishes the situation for which a command of the runbook is intended. The longest matching
 * command prefix determines the situation.
 */
final class RunbookPreconditions {
  private final RunbookEnvironment environment;
  private final Map<String, Runnable> setups = new LinkedHashMap<>();

  RunbookPreconditions(RunbookEnvironment ground) {
    this.environment = ground;
    setups.put("env", ground::ensureReady);
    setups.put("env retry", ground::ensureFailed);
    setups.put("env update", ground::ensureFailed);
    setups.put("env bootstrap", ground::ensureFailed);
    setups.put("env smoke", ground::ensureReady);
    setups.put("env cancel", this::queueWithoutAvailableWorker);
    setups.put("env destroy demo --force", ground::ensureFailed);
    setups.put("state", ground::ensureReady);
    setups.put("state unlock", this::lockByTerminatedRun);
    setups.put("state unlock demo --force", this::lockByUnknownOwner);
    setups.put("state kept demo --drop", this::storeErroredState);
    setups.put("workers resume", () -> ground.run("workers", "drain", ground.workerId()));
  }

  /** Establishes the precondition of a command and returns it with its placeholders replaced. */
  String[] prepare(String... arguments) {
    String line = String.join(" ", arguments);
    setups.entrySet().stream()
        .filter(setup -> line.startsWith(setup.getKey()))
        .reduce(
            (first, longer) -> longer.getKey().length() > first.getKey().length() ? longer : first)
        .ifPresent(setup -> setup.getValue().run());
    String[] resolved = arguments.clone();
    for (int i = 0; i < resolved.length; i++) {
      resolved[i] =
          switch (resolved[i]) {
            case "w-1" -> environment.workerId();
            case "whk_4f1a2b3c4d5e" -> environment.webhookId();
            case "VERSION" -> olderVersion();
            default -> resolved[i];
          };
    }
    return resolved;
  }

  private String olderVersion() {
    List<StateVersions.StateVersion> versions =
        new StateVersions(environment.session(), environment.backend()).list();
    return versions.get(1).id();
  }

  private void queueWithoutAvailableWorker() {
    environment.ensureFailed();
    environment.runSuccessfully("workers", "drain", environment.workerId());
    environment.runSuccessfully("env", "retry", RunbookEnvironment.NAME);
  }

  private void lockByTerminatedRun() {
    environment.ensureReady();
    String operation = latestOperation();
    environment
        .jdbc()
        .sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory, ended_at, exit_code)
            values (:operation, 'killed', 1, 'APPLY', 'terminated-host', 'b', 17, 4711, '/x', now(), 137)
            on conflict (operation_id, run_id) do update set started_at = now()
            """)
        .param("operation", operation)
        .update();
    lock("root@terminated-host");
  }

  private void lockByUnknownOwner() {
    environment.ensureReady();
    lock("ann@laptop");
  }

  private void lock(String who) {
    environment
        .session()
        .s3()
        .putObject(
            r -> r.bucket(environment.backend().bucket()).key(environment.backend().lockFileKey()),
            RequestBody.fromString(
                """
                {"ID":"lock-1","Operation":"OperationTypeApply","Info":"","Who":"%s",
                 "Version":"1.11.4","Created":"%s","Path":"x"}
                """
                    .formatted(who, Instant.now())));
  }

  private void storeErroredState() {
    environment.ensureReady();
    environment
        .jdbc()
        .sql(
            """
            insert into kept_states (environment_id, tenant_id, operation_id, lineage, serial, content)
            select environment_id, tenant_id, id, 'line', 7, '\\x00' from operations where id = :id
            on conflict do nothing
            """)
        .param("id", latestOperation())
        .update();
  }

  private String latestOperation() {
    return environment
        .jdbc()
        .sql(
            "select id from operations where environment_id = :id order by created_at desc limit 1")
        .param("id", environment.environmentId().value())
        .query(String.class)
        .single();
  }
}
