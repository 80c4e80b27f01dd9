package io.beta9.provisioning.cloudsim;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A misfortune to order. Services, operations, subjects and kinds are patterns in which {@code *}
 * stands for any text.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Order.Failure.class, name = "failure"),
  @JsonSubTypes.Type(value = Order.Delay.class, name = "delay"),
  @JsonSubTypes.Type(value = Order.Condition.class, name = "condition"),
  @JsonSubTypes.Type(value = Order.Latency.class, name = "latency")
})
public sealed interface Order {

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
      int nth,
      int times,
      int status,
      String code,
      String message,
      boolean afterwards)
      implements Order {
    public Failure {
      operation = operation == null ? "*" : operation;
      nth = Math.max(1, nth);
      status = status == 0 ? 400 : status;
      message = message == null ? "Failed to order" : message;
    }

    /** The next call fails, once, and nothing is done. */
    public static Failure next(
        String service, String operation, int status, String code, String message) {
      return new Failure(service, operation, null, 1, 1, status, code, message, false);
    }

    /** Every call fails, and nothing is done. */
    public static Failure every(
        String service, String operation, int status, String code, String message) {
      return new Failure(service, operation, null, 1, 0, status, code, message, false);
    }
  }

  /** Calls that take longer. Others are not held up by them. */
  record Delay(String service, String operation, Duration time) implements Order {
    public Delay {
      operation = operation == null ? "*" : operation;
    }
  }

  /** A lasting misfortune, see {@link StatusConditions}. */
  record Condition(String name, String subject, String parameter) implements Order {
    public Condition {
      subject = subject == null ? "*" : subject;
      parameter = parameter == null ? "" : parameter;
    }
  }

  /** How long things of this kind take from now on, see {@link Cloud#latency}. */
  record Latency(String of, Duration time) implements Order {}
}
