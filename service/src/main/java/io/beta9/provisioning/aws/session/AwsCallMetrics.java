package io.beta9.provisioning.aws.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.metrics.SdkMetric;

/**
 * Counts the calls of the AWS SDK: {@code provisioning_aws_calls_total{service, outcome}} counts
 * calls by the outcome of their last attempt, {@code provisioning_aws_throttles_total{service}}
 * counts throttled attempts, including those that were retried with success. Calls of Terraform's
 * provider are not included.
 */
public final class AwsCallMetrics implements MetricPublisher {
  private static final String CALLS = "provisioning.aws.calls";
  private static final String THROTTLES = "provisioning.aws.throttles";
  private static final String OTHER_SERVICE = "other";
  private static final int HTTP_SERVER_ERROR = 500;

  /** The services for which {@link AwsSession} has clients, by their SDK's id. */
  static final Set<String> SERVICES =
      Set.of(
          "cloudwatch-logs",
          "dynamodb",
          "ec2",
          "ecr",
          "eks",
          "elasticache",
          "elastic-load-balancing",
          "elastic-load-balancing-v2",
          "iam",
          "kms",
          "rds",
          "resource-groups-tagging-api",
          "s3",
          "secrets-manager",
          "service-quotas",
          "sts");

  /** How a call ended. */
  private enum Outcome {
    SUCCEEDED,
    /** Rejected because of the rate of calls. */
    THROTTLED,
    /** AWS failed, did not answer in time, or could not be reached. */
    UNAVAILABLE,
    /** AWS refused the request, for example because the resource does not exist. */
    REJECTED;

    private String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final MeterRegistry meters;

  /** Registers a counter for every service and outcome. */
  public AwsCallMetrics(MeterRegistry meters) {
    this.meters = meters;
    SERVICES.forEach(this::register);
    register(OTHER_SERVICE);
  }

  private void register(String service) {
    throttles(service);
    for (Outcome outcome : Outcome.values()) {
      calls(service, outcome);
    }
  }

  @Override
  public void publish(MetricCollection call) {
    String service = service(first(call, CoreMetric.SERVICE_ID).orElse(""));
    call.children().stream()
        .filter(AwsCallMetrics::isThrottled)
        .forEach(attempt -> throttles(service).increment());
    boolean succeeded = first(call, CoreMetric.API_CALL_SUCCESSFUL).orElse(false);
    calls(service, succeeded ? Outcome.SUCCEEDED : failureOutcome(call)).increment();
  }

  private static Outcome failureOutcome(MetricCollection call) {
    List<MetricCollection> attempts = call.children();
    if (attempts.isEmpty()) {
      return Outcome.UNAVAILABLE;
    }
    MetricCollection last = attempts.getLast();
    if (isThrottled(last)) {
      return Outcome.THROTTLED;
    }
    // Without a status there was no answer.
    int status = first(last, HttpMetric.HTTP_STATUS_CODE).orElse(HTTP_SERVER_ERROR);
    return status < HTTP_SERVER_ERROR ? Outcome.REJECTED : Outcome.UNAVAILABLE;
  }

  private static boolean isThrottled(MetricCollection attempt) {
    return first(attempt, CoreMetric.ERROR_TYPE).filter("Throttling"::equals).isPresent();
  }

  private static String service(String serviceId) {
    String service = serviceId.toLowerCase(Locale.ROOT).replace(' ', '-');
    return SERVICES.contains(service) ? service : OTHER_SERVICE;
  }

  private static <T> Optional<T> first(MetricCollection metrics, SdkMetric<T> metric) {
    return metrics.metricValues(metric).stream().findFirst();
  }

  private Counter calls(String service, Outcome outcome) {
    return Counter.builder(CALLS)
        .description("Calls to AWS by the outcome of their last attempt")
        .tag("service", service)
        .tag("outcome", outcome.code())
        .register(meters);
  }

  private Counter throttles(String service) {
    return Counter.builder(THROTTLES)
        .description("Attempts of calls to AWS that were throttled")
        .tag("service", service)
        .register(meters);
  }

  @Override
  public void close() {
    // The registry outlives the clients.
  }
}
