package io.beta9.provisioning.cloudsim.fault;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A misfortune to order. Services, operations, subjects and kinds are patterns in which {@code *}
 * stands for any text.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FaultRule.Failure.class, name = "failure"),
  @JsonSubTypes.Type(value = FaultRule.Delay.class, name = "delay"),
  @JsonSubTypes.Type(value = FaultRule.Condition.class, name = "condition"),
  @JsonSubTypes.Type(value = FaultRule.Latency.class, name = "latency")
})
public sealed interface FaultRule {

  /**
   * Calls that fail, counted from when the order is placed.
   *
   * @param resource only calls about such a resource; all where absent
   * @param nth the first call to fail, 1 being the next one
   * @param times how many fail from there on; 0 for all
   * @param afterwards true where the operation is carried out and only its answer is lost
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
    public Failure {
      operation = operation == null ? "*" : operation;
      firstCall = Math.max(1, firstCall);
      status = status == 0 ? 400 : status;
      message = message == null ? "Failed to order" : message;
    }

    /** The next call fails, once, and nothing is done. */
    public static Failure nextCall(
        String service, String operation, int status, String code, String message) {
      return new Failure(service, operation, null, 1, 1, status, code, message, false);
    }

    /** Every call fails, and nothing is done. */
    public static Failure everyCall(
        String service, String operation, int status, String code, String message) {
      return new Failure(service, operation, null, 1, 0, status, code, message, false);
    }
  }

  /** Calls that take longer. Others are not held up by them. */
  record Delay(String service, String operation, Duration duration) implements FaultRule {
    public Delay {
      operation = operation == null ? "*" : operation;
    }
  }

  /** A lasting misfortune, see {@link FaultConditions}. */
  record Condition(String name, String subject, String parameter) implements FaultRule {
    public Condition {
      subject = subject == null ? "*" : subject;
      parameter = parameter == null ? "" : parameter;
    }
  }

  /** How long things of this kind take from now on, see {@link Cloud#latency}. */
  record Latency(String transition, Duration duration) implements FaultRule {}
}
