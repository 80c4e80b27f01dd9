package io.beta9.provisioning;

import io.beta9.provisioning.tfstate.s3.StateVersions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * What has happened before an operator types a line of the runbook. The longest beginning that fits
 * decides; where none does, the environment is ready.
 */
final class RunbookSituations {
  private final RunbookGround ground;
  private final Map<String, Runnable> before = new LinkedHashMap<>();

  RunbookSituations(RunbookGround ground) {
    this.ground = ground;
    before.put("env", ground::ready);
    before.put("env retry", ground::failed);
    before.put("env update", ground::failed);
    before.put("env bootstrap", ground::failed);
    before.put("env cancel", this::queuedWithNobodyToWork);
    before.put("env destroy demo --force", ground::failed);
    before.put("state", ground::ready);
    before.put("state unlock", this::lockedByTheDead);
    before.put("state unlock demo --force", this::lockedByAStranger);
    before.put("state kept demo --drop", this::aStateWaits);
    before.put("workers resume", () -> ground.run("workers", "drain", ground.worker()));
  }

  /** Brings about what the command is written for, and fills in what stands for a name of it. */
  String[] prepare(String... arguments) {
    String line = String.join(" ", arguments);
    before.entrySet().stream()
        .filter(one -> line.startsWith(one.getKey()))
        .reduce(
            (first, longer) -> longer.getKey().length() > first.getKey().length() ? longer : first)
        .ifPresent(one -> one.getValue().run());
    String[] filled = arguments.clone();
    for (int i = 0; i < filled.length; i++) {
      filled[i] =
          switch (filled[i]) {
            case "w-1" -> ground.worker();
            case "VERSION" -> olderVersion();
            default -> filled[i];
          };
    }
    return filled;
  }

  private String olderVersion() {
    List<StateVersions.StateVersion> versions =
        new StateVersions(ground.session(), ground.backend()).list();
    return versions.get(1).id();
  }

  private void queuedWithNobodyToWork() {
    ground.failed();
    ground.succeeds("workers", "drain", ground.worker());
    ground.succeeds("env", "retry", RunbookGround.NAME);
  }

  private void lockedByTheDead() {
    ground.ready();
    String operation = latestOperation();
    ground
        .jdbc()
        .sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory, ended_at, exit_code)
            values (:operation, 'killed', 1, 'APPLY', 'gone-host', 'b', 17, 4711, '/x', now(), 137)
            on conflict (operation_id, run_id) do update set started_at = now()
            """)
        .param("operation", operation)
        .update();
    lock("root@gone-host");
  }

  private void lockedByAStranger() {
    ground.ready();
    lock("ann@laptop");
  }

  private void lock(String who) {
    ground
        .session()
        .s3()
        .putObject(
            r -> r.bucket(ground.backend().bucket()).key(ground.backend().lockFileKey()),
            RequestBody.fromString(
                """
                {"ID":"lock-1","Operation":"OperationTypeApply","Info":"","Who":"%s",
                 "Version":"1.11.4","Created":"%s","Path":"x"}
                """
                    .formatted(who, Instant.now())));
  }

  private void aStateWaits() {
    ground.ready();
    ground
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
    return ground
        .jdbc()
        .sql(
            "select id from operations where environment_id = :id order by created_at desc limit 1")
        .param("id", ground.id().value())
        .query(String.class)
        .single();
  }
}
