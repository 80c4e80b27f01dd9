package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.ProcessSignals;
import io.beta9.provisioning.format.DurationFormat;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Injects faults. */
final class FaultInjector {
  private static final Duration WORKER_PAUSE = Duration.ofSeconds(45);
  private static final Duration DISCONNECTION = Duration.ofSeconds(60);
  private static final Duration MAX_AWS_FAULT_DURATION = Duration.ofSeconds(60);
  private static final Duration DATABASE_DOWNTIME = Duration.ofSeconds(6);
  private static final Duration HELM_WAIT = Duration.ofSeconds(40);

  private final WorkerPool workers;
  private final EmbeddedServers servers;
  private final CloudSim cloud;
  private final OperationQueries queries;
  private final RecoveryTimes recoveryTimes;

  FaultInjector(
      WorkerPool workers,
      EmbeddedServers servers,
      CloudSim cloud,
      OperationQueries queries,
      RecoveryTimes recoveryTimes) {
    this.workers = workers;
    this.servers = servers;
    this.cloud = cloud;
    this.queries = queries;
    this.recoveryTimes = recoveryTimes;
  }

  /** Injects the fault and returns a description, or empty if there was no target. */
  Optional<String> inject(FaultPlan.PlannedFault planned) throws InterruptedException {
    return switch (planned.fault()) {
      case WORKER_KILLED -> killWorker(planned, false);
      case WORKER_AND_TERRAFORM_KILLED -> killWorker(planned, true);
      case TERRAFORM_KILLED -> killTerraform(planned);
      case HELM_KILLED -> killHelm();
      case WORKER_PAUSED ->
          workers
              .pick(planned.targetNumber())
              .map(
                  worker -> {
                    worker.pause();
                    runLater(WORKER_PAUSE, worker::resume);
                    return "worker "
                        + worker.pid()
                        + " is paused for "
                        + DurationFormat.words(WORKER_PAUSE);
                  });
      case WORKER_TERMINATED ->
          workers
              .pick(planned.targetNumber())
              .map(
                  worker -> {
                    worker.restartDelay(planned.restartDelay());
                    worker.terminate();
                    return "worker " + worker.pid() + " is terminated gracefully";
                  });
      case REDIS_FLUSHED -> {
        flushRedis();
        yield Optional.of("Redis is flushed");
      }
      case REDIS_REPLACED -> {
        servers.replaceRedis();
        yield Optional.of("Redis is replaced by an empty server");
      }
      case DATABASE_CRASHED -> {
        servers.crashPostgres();
        Thread.sleep(DATABASE_DOWNTIME);
        servers.startPostgres();
        yield Optional.of(
            "PostgreSQL crashed and was restarted after "
                + DurationFormat.words(DATABASE_DOWNTIME));
      }
      case DATABASE_DISCONNECTED ->
          workers
              .pick(planned.targetNumber())
              .map(
                  worker -> {
                    worker.databaseProxy().block();
                    runLater(DISCONNECTION, worker.databaseProxy()::unblock);
                    return "worker "
                        + worker.pid()
                        + " is disconnected from the database for "
                        + DurationFormat.words(DISCONNECTION);
                  });
      case AWS_THROTTLES -> {
        injectAwsFaults(
            awsFailure("ec2", "Describe*", 503, "RequestLimitExceeded", "Request limit exceeded."),
            awsFailure("rds", "*", 400, "Throttling", "Rate exceeded"),
            awsFailure("eks", "*", 429, "ThrottlingException", "Rate exceeded"));
        yield Optional.of(
            "AWS throttles requests for at most " + DurationFormat.words(MAX_AWS_FAULT_DURATION));
      }
      case AWS_FAILS -> {
        injectAwsFaults(
            awsFailure("ec2", "*", 500, "InternalError", "An internal error has occurred"),
            awsFailure("iam", "*", 500, "ServiceFailure", "The request processing has failed"),
            awsFailure("s3", "*", 503, "SlowDown", "Please reduce your request rate."));
        yield Optional.of(
            "AWS requests fail for at most " + DurationFormat.words(MAX_AWS_FAULT_DURATION));
      }
      case AWS_LOSES_RESPONSES -> {
        // Without a client token, the repetition of such a call creates a second resource.
        injectAwsFaults(
            lostResponse("ec2", "CreateVpc"),
            lostResponse("ec2", "CreateInternetGateway"),
            lostResponse("ec2", "AllocateAddress"),
            lostResponse("kms", "CreateKey"));
        yield Optional.of(
            "AWS loses responses for at most " + DurationFormat.words(MAX_AWS_FAULT_DURATION));
      }
    };
  }

  /** Injects the faults and removes those that were not triggered after a while. */
  private void injectAwsFaults(FaultRule... faults) {
    cloud.faultRules().add(faults);
    runLater(MAX_AWS_FAULT_DURATION, () -> cloud.faultRules().remove(faults));
  }

  private static FaultRule lostResponse(String service, String operation) {
    return new FaultRule.Failure(
        service, operation, null, 1, 1, 500, "InternalError", "The response was lost", true);
  }

  private static FaultRule awsFailure(
      String service, String operation, int status, String code, String message) {
    return new FaultRule.Failure(service, operation, null, 2, 6, status, code, message, false);
  }

  private Optional<String> killWorker(FaultPlan.PlannedFault planned, boolean withTerraform) {
    return workers
        .pick(planned.targetNumber())
        .map(
            worker -> {
              List<OperationQueries.RunningOperation> orphaned = queries.runningOn(worker.pid());
              List<OperationQueries.RunningTerraform> terraforms =
                  withTerraform ? queries.runningTerraformsOf(worker.pid()) : List.of();
              worker.restartDelay(planned.restartDelay());
              ProcessSignals.send("KILL", worker.pid());
              terraforms.forEach(terraform -> ProcessSignals.sendToGroup("KILL", terraform.pid()));
              recoveryTimes.startTiming(orphaned);
              return "worker "
                  + worker.pid()
                  + " is killed while executing "
                  + orphaned.size()
                  + " operations"
                  + (withTerraform
                      ? ", together with " + terraforms.size() + " Terraform processes"
                      : "")
                  + "; replaced in "
                  + DurationFormat.words(planned.restartDelay());
            });
  }

  private Optional<String> killTerraform(FaultPlan.PlannedFault planned) {
    List<OperationQueries.RunningTerraform> running = queries.runningTerraforms();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    OperationQueries.RunningTerraform target = running.get(planned.targetNumber() % running.size());
    ProcessSignals.send("KILL", target.pid());
    return Optional.of("Terraform process " + target.pid() + " is killed");
  }

  private Optional<String> killHelm() throws InterruptedException {
    long end = System.nanoTime() + HELM_WAIT.toNanos();
    while (System.nanoTime() < end) {
      for (WorkerProcess worker : workers.alive()) {
        Optional<ProcessHandle> helm = worker.helmRunner();
        if (helm.isPresent()) {
          helm.get().destroyForcibly();
          return Optional.of("helm-runner process " + helm.get().pid() + " is killed");
        }
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    return Optional.empty();
  }

  private void flushRedis() {
    RedisClient client = RedisClient.create(servers.redisUrl());
    try (var connection = client.connect()) {
      connection.sync().flushall();
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  private static void runLater(Duration delay, Runnable action) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(delay);
                action.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
