package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.Order;
import io.beta9.provisioning.devstack.EmbeddedServers;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Carries the blows out. Each returns in words what was struck, or nothing where nothing was. */
final class Striker {
  private static final Duration PAUSED = Duration.ofSeconds(45);
  private static final Duration CUT_OFF = Duration.ofSeconds(60);
  private static final Duration OUT_OF_SORTS = Duration.ofSeconds(60);
  private static final Duration CRASHED = Duration.ofSeconds(6);
  private static final Duration WAIT_FOR_HELM = Duration.ofSeconds(40);

  private final Crew crew;
  private final EmbeddedServers servers;
  private final CloudSim cloud;
  private final Truth truth;
  private final Recoveries recoveries;

  Striker(Crew crew, EmbeddedServers servers, CloudSim cloud, Truth truth, Recoveries recoveries) {
    this.crew = crew;
    this.servers = servers;
    this.cloud = cloud;
    this.truth = truth;
    this.recoveries = recoveries;
  }

  Optional<String> strike(BlowPlan.Planned planned) throws InterruptedException {
    return switch (planned.blow()) {
      case WORKER_KILLED -> killWorker(planned, false);
      case WORKER_AND_TERRAFORM_KILLED -> killWorker(planned, true);
      case TERRAFORM_KILLED -> killTerraform(planned);
      case HELM_KILLED -> killHelm();
      case WORKER_PAUSED ->
          crew.pick(planned.target())
              .map(
                  worker -> {
                    worker.pause();
                    later(PAUSED, worker::goOn);
                    return "worker "
                        + worker.pid()
                        + " stands still for "
                        + PAUSED.toSeconds()
                        + " s";
                  });
      case WORKER_TERMINATED ->
          crew.pick(planned.target())
              .map(
                  worker -> {
                    worker.absence(planned.absence());
                    worker.leave();
                    return "worker " + worker.pid() + " is told to stop";
                  });
      case REDIS_FLUSHED -> {
        flush();
        yield Optional.of("Redis is emptied");
      }
      case REDIS_REPLACED -> {
        servers.replaceRedis();
        yield Optional.of("Redis is replaced by an empty one");
      }
      case DATABASE_CRASHED -> {
        servers.crashPostgres();
        Thread.sleep(CRASHED);
        servers.startPostgres();
        yield Optional.of("PostgreSQL broke down and is back after " + CRASHED.toSeconds() + " s");
      }
      case DATABASE_CUT_OFF ->
          crew.pick(planned.target())
              .map(
                  worker -> {
                    worker.gate().shut();
                    later(CUT_OFF, worker.gate()::open);
                    return "worker "
                        + worker.pid()
                        + " has no database for "
                        + CUT_OFF.toSeconds()
                        + " s";
                  });
      case AWS_THROTTLES -> {
        forAWhile(
            failing("ec2", "Describe*", 503, "RequestLimitExceeded", "Request limit exceeded."),
            failing("rds", "*", 400, "Throttling", "Rate exceeded"),
            failing("eks", "*", 429, "ThrottlingException", "Rate exceeded"));
        yield Optional.of("AWS throttles, for " + OUT_OF_SORTS.toSeconds() + " s at most");
      }
      case AWS_FAILS -> {
        forAWhile(
            failing("ec2", "*", 500, "InternalError", "An internal error has occurred"),
            failing("iam", "*", 500, "ServiceFailure", "The request processing has failed"),
            failing("s3", "*", 503, "SlowDown", "Please reduce your request rate."));
        yield Optional.of("AWS fails, for " + OUT_OF_SORTS.toSeconds() + " s at most");
      }
    };
  }

  /** What nobody has met by then passes, as it does in the real one. */
  private void forAWhile(Order... misfortunes) {
    cloud.faults().place(misfortunes);
    later(OUT_OF_SORTS, () -> cloud.faults().takeBack(misfortunes));
  }

  private static Order failing(
      String service, String operation, int status, String code, String message) {
    return new Order.Failure(service, operation, null, 2, 6, status, code, message, false);
  }

  private Optional<String> killWorker(BlowPlan.Planned planned, boolean withTerraform) {
    return crew.pick(planned.target())
        .map(
            worker -> {
              List<Truth.AtWork> orphaned = truth.inHandsOf(worker.pid());
              List<Truth.RunningTerraform> terraforms =
                  withTerraform ? truth.terraformsOf(worker.pid()) : List.of();
              worker.absence(planned.absence());
              Signals.send("KILL", worker.pid());
              terraforms.forEach(one -> Signals.sendToGroup("KILL", one.pid()));
              recoveries.await(orphaned);
              return "worker "
                  + worker.pid()
                  + " is killed at "
                  + orphaned.size()
                  + " operations"
                  + (withTerraform ? ", with " + terraforms.size() + " Terraforms" : "")
                  + "; a successor comes in "
                  + planned.absence().toSeconds()
                  + " s";
            });
  }

  private Optional<String> killTerraform(BlowPlan.Planned planned) {
    List<Truth.RunningTerraform> running = truth.terraforms();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    Truth.RunningTerraform victim = running.get(planned.target() % running.size());
    Signals.send("KILL", victim.pid());
    return Optional.of("the Terraform " + victim.pid() + " is killed");
  }

  private Optional<String> killHelm() throws InterruptedException {
    long end = System.nanoTime() + WAIT_FOR_HELM.toNanos();
    while (System.nanoTime() < end) {
      for (WorkerProcess worker : crew.alive()) {
        Optional<ProcessHandle> helm = worker.helm();
        if (helm.isPresent()) {
          helm.get().destroyForcibly();
          return Optional.of("the helm-runner " + helm.get().pid() + " is killed");
        }
      }
      Thread.sleep(Duration.ofMillis(50));
    }
    return Optional.empty();
  }

  private void flush() {
    RedisClient client = RedisClient.create(servers.redisUrl());
    try (var connection = client.connect()) {
      connection.sync().flushall();
    } finally {
      client.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  private static void later(Duration pause, Runnable action) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(pause);
                action.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
