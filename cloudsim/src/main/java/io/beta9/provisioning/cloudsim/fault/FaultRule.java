package io.beta9.provisioning.cloudsim.fault;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule that injects a fault. Services, operations, resources, subjects and transitions are
 * patterns in which {@code *} matches any text.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FaultRule.Failure.class, name = "failure"),
  @JsonSubTypes.Type(value = FaultRule.Delay.class, name = "delay"),
  @JsonSubTypes.Type(value = FaultRule.Condition.class, name = "condition"),
  @JsonSubTypes.Type(value = FaultRule.Latency.class, name = "latency"),
  @JsonSubTypes.Type(value = FaultRule.Lag.class, name = "lag")
})
public sealed interface FaultRule {

  /**
   * Lets calls of AWS, and {@link ClusterCall}s, fail, counted from when the rule is added.
   *
   * @param resource limits the rule to calls for matching resources; null for all
   * @param firstCall the number of the first matching call that fails; 1 is the next one
   * @param times the number of calls that fail from there on; 0 for all
   * @param afterExecution whether the operation is executed and only its response is lost
   */
  record Failure(
      String service,
      String operation,
      @Nullable String resource,
      int firstCall,
      int times,
      int status,
      String code,
      String message,
      boolean afterExecution)
      implements FaultRule {
    /** The code of a call inside a cluster whose connection is closed without a response. */
    public static final String CONNECTION_CLOSED = "ConnectionClosed";

    public Failure {
      operation = operation == null ? "*" : operation;
      firstCall = Math.max(1, firstCall);
      status = status == 0 ? 400 : status;
      message = message == null ? "Failure injected by a fault rule" : message;
    }

    /** Lets the next call fail once, without executing it. */
    public static Failure nextCall(
        String service, String operation, int status, String code, String message) {
      return new Failure(service, operation, null, 1, 1, status, code, message, false);
    }

    /** Lets every call fail without executing it. */
    public static Failure everyCall(
        String service, String operation, int status, String code, String message) {
      return new Failure(service, operation, null, 1, 0, status, code, message, false);
    }
  }

  /** Delays calls. Other calls are not delayed by them. */
  record Delay(String service, String operation, Duration duration) implements FaultRule {
    public Delay {
      operation = operation == null ? "*" : operation;
    }
  }

  /** Imposes a lasting condition, see {@link FaultConditions}. */
  record Condition(String name, String subject, String parameter) implements FaultRule {
    public Condition {
      subject = subject == null ? "*" : subject;
      parameter = parameter == null ? "" : parameter;
    }
  }

  /**
   * Sets the duration of a transition, for example {@code rds:instance}, for as long as the rule is
   * active.
   */
  record Latency(String transition, Duration duration) implements FaultRule {}

  /**
   * Eventual consistency: reads of these operations return what was true up to {@code maximum} ago.
   * Half of them are current. A read may therefore not find what has just been created, return an
   * earlier version, or list what has just been deleted; a later read may be older than an earlier
   * one. Writes always see the current state. S3, DynamoDB, STS and EKS never lag.
   *
   * @param seed determines the lag of each read, in the order of the reads
   */
  record Lag(String service, String operation, Duration maximum, long seed) implements FaultRule {
    public Lag {
      operation = operation == null ? "*" : operation;
    }

    /** Returns rules for the services whose reads lag in AWS; those of IAM and EC2 lag most. */
    public static FaultRule[] ofAws(Duration maximum, long seed) {
      Duration less = maximum.dividedBy(3);
      return new FaultRule[] {
        new Lag("iam", "*", maximum, seed),
        new Lag("ec2", "*", maximum, seed + 1),
        new Lag("tagging", "*", maximum.multipliedBy(2), seed + 2),
        new Lag("elasticloadbalancing", "*", less, seed + 3),
        new Lag("kms", "*", less, seed + 4),
        new Lag("secretsmanager", "*", less, seed + 5),
        new Lag("ecr", "*", less, seed + 6)
      };
    }
  }
}
