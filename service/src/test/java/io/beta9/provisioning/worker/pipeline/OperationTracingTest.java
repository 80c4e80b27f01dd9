package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.OperationTraceRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.telemetry.otel.OpenTelemetrySink;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEventParser;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trace of an operation, whichever workers execute it. */
class OperationTracingTest {
  private static final String SECRET = "hunter2";

  /** The death of a worker's process: nothing that the worker would do afterwards happens. */
  private static final class KilledError extends Error {}

  /** A worker with a process of its own, as far as spans are concerned. */
  private final class TracedWorker {
    private final RegisteredWorker identity;
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OperationTracing tracing;

    TracedWorker(String id, int seed) {
      identity = queue.worker(id, seed, 10, "here");
      tracing =
          new OperationTracing(
              new Tracing(
                  new OpenTelemetrySink(
                      SimpleSpanProcessor.create(exporter), "provisioning-worker"),
                  Clock.systemUTC(),
                  new Random(seed)),
              new OperationTraceRepository(queue.jdbc));
    }

    Pipeline.PipelineResult execute(Step... steps) {
      Claim claim = queue.operations.claimNext(identity.id()).orElseThrow();
      return ScriptedPipelines.pipeline(queue, base, new SimpleMeterRegistry(), tracing, steps)
          .execute(claim);
    }

    List<SpanData> spans() {
      return exporter.getFinishedSpanItems();
    }
  }

  @TempDir private Path base;
  private TestQueue queue;
  private TracedWorker first;
  private TracedWorker second;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    first = new TracedWorker("w-first", 1);
    second = new TracedWorker("w-second", 2);
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  private List<SpanData> all() {
    return Stream.of(first, second).flatMap(worker -> worker.spans().stream()).toList();
  }

  private static SpanData named(List<SpanData> spans, String name) {
    return spans.stream()
        .filter(span -> span.getName().equals(name))
        .reduce(
            (a, b) -> {
              throw new AssertionError("two spans " + name);
            })
        .orElseThrow(() -> new AssertionError("no span " + name));
  }

  private static List<String> links(SpanData span) {
    return span.getLinks().stream().map(link -> link.getSpanContext().getSpanId()).toList();
  }

  private static String attribute(SpanData span, String name) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
  }

  private void assertCompleteTrace() {
    List<SpanData> spans = all();
    Set<String> ids = spans.stream().map(SpanData::getSpanId).collect(Collectors.toSet());
    assertThat(ids).as("each span is exported once").hasSize(spans.size());
    assertThat(spans.stream().map(SpanData::getTraceId).distinct()).as("one trace").hasSize(1);
    assertThat(spans.stream().filter(span -> !span.getParentSpanContext().isValid()))
        .as("one root")
        .extracting(SpanData::getName)
        .containsExactly("provision");
    assertThat(spans)
        .filteredOn(span -> span.getParentSpanContext().isValid())
        .as("no missing parents")
        .allSatisfy(span -> assertThat(ids).contains(span.getParentSpanId()));
  }

  private static Step calling(StepName name, String call) {
    return step(name, context -> CurrentSpan.startChild(call, SpanKind.CLIENT).end());
  }

  @Test
  void one_trace_contains_queue_claim_steps_calls_and_the_end() {
    queue.queued();

    first.execute(calling(StepName.PREFLIGHT, "EC2.DescribeVpcs"), calling(StepName.NODES, "wait"));

    assertCompleteTrace();
    List<SpanData> spans = first.spans();
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly(
            "provision",
            "queue",
            "claim",
            "EC2.DescribeVpcs",
            "step preflight",
            "wait",
            "step nodes",
            "provision succeeded");
    SpanData step = named(spans, "step preflight");
    assertThat(named(spans, "EC2.DescribeVpcs").getParentSpanId()).isEqualTo(step.getSpanId());
    assertThat(step.getParentSpanId()).isEqualTo(named(spans, "provision").getSpanId());
    assertThat(links(step)).isEmpty();
    assertThat(attribute(step, "beta9.epoch")).isEqualTo("1");
  }

  @Test
  void a_killed_worker_leaves_no_missing_parents_and_its_successor_links_to_its_spans() {
    queue.queued();
    assertThatThrownBy(
            () ->
                first.execute(
                    calling(StepName.PREFLIGHT, "EC2.DescribeVpcs"),
                    step(
                        StepName.APPLY,
                        context -> {
                          CurrentSpan.startChild("EKS.CreateCluster", SpanKind.CLIENT).end();
                          throw new KilledError();
                        })))
        .isInstanceOf(KilledError.class);
    ClaimOwner dead =
        queue.claims.owners().stream()
            .filter(owner -> owner.worker().equals(first.identity))
            .findFirst()
            .orElseThrow();
    assertThat(queue.releaser.releaseDead(dead, new TerminationEvidence.ReportedStopped()))
        .isEqualTo(1);

    second.execute(
        calling(StepName.PREFLIGHT, "EC2.DescribeVpcs"),
        calling(StepName.APPLY, "EKS.DescribeCluster"));

    assertCompleteTrace();
    SpanData killed =
        second.spans().stream()
            .filter(span -> attribute(span, "error.type").equals(OperationTracing.WORKER_LOST))
            .findFirst()
            .orElseThrow();
    assertThat(killed.getName()).isEqualTo("step apply");
    assertThat(named(first.spans(), "EKS.CreateCluster").getParentSpanId())
        .isEqualTo(killed.getSpanId());
    assertThat(attribute(killed, "beta9.epoch")).isEqualTo("1");
    SpanData firstClaim = named(first.spans(), "claim");
    assertThat(links(named(second.spans(), "claim")))
        .containsExactly(firstClaim.getSpanId(), killed.getSpanId());
    SpanData resumed =
        second.spans().stream()
            .filter(span -> span.getName().equals("step apply") && span != killed)
            .findFirst()
            .orElseThrow();
    assertThat(links(resumed)).containsExactly(firstClaim.getSpanId());
    assertThat(resumed.getSpanId()).isNotEqualTo(killed.getSpanId());
    assertThat(named(second.spans(), "provision succeeded").getParentSpanId())
        .isEqualTo(killed.getParentSpanId());
  }

  @Test
  void a_worker_that_detaches_ends_its_own_step() {
    queue.queued();
    first.execute(
        step(
            StepName.APPLY,
            context -> {
              throw new DetachedException("stopping", null);
            }));
    queue.releaser.releaseOwn(
        first.identity,
        queue.claims.heldBy(first.identity.id()).getFirst(),
        ReleaseReason.WORKER_STOPS);

    second.execute(calling(StepName.APPLY, "EKS.DescribeCluster"));

    assertCompleteTrace();
    assertThat(attribute(named(first.spans(), "step apply"), "error.type"))
        .isEqualTo(ClaimTrace.DETACHED);
    assertThat(links(named(second.spans(), "step apply")))
        .containsExactly(named(first.spans(), "claim").getSpanId());
  }

  @Test
  void a_failed_attempt_has_the_code_of_its_failure_and_no_text() {
    queue.queued();

    first.execute(
        step(
            StepName.APPLY,
            context -> {
              throw new FailureException(
                  Failure.of(FailureCode.THROTTLED, "Creating the cluster")
                      .with(FailureParameter.REPORTED, "password " + SECRET));
            }));

    assertCompleteTrace();
    assertThat(attribute(named(first.spans(), "step apply"), "error.type"))
        .isEqualTo(FailureCode.THROTTLED.code());
    assertThat(attribute(named(first.spans(), "provision retried"), "beta9.outcome"))
        .isEqualTo("retried");
    assertThat(first.spans().toString()).doesNotContain(SECRET);
  }

  @Test
  void resources_are_children_of_their_step_and_contain_no_values() {
    queue.queued();
    TerraformEvent complete =
        TerraformEventParser.parse(
            """
            {"@level":"info","@message":"aws_db_instance.main: Creation complete [id=%1$s]",\
            "@timestamp":"2026-01-02T03:05:35Z","type":"apply_complete","hook":{"resource":{\
            "addr":"aws_db_instance.main","module":"","resource":"aws_db_instance.main",\
            "implied_provider":"aws","resource_type":"aws_db_instance","resource_name":"main",\
            "resource_key":null},"action":"create","id_key":"id","id_value":"%1$s",\
            "elapsed_seconds":90}}
            """
                .formatted(SECRET));
    assertThat(complete).isInstanceOf(TerraformEvent.ApplyComplete.class);

    first.execute(step(StepName.APPLY, context -> new ResourceSpans().accept(complete)));

    assertCompleteTrace();
    SpanData resource = named(first.spans(), "terraform create");
    assertThat(resource.getParentSpanId())
        .isEqualTo(named(first.spans(), "step apply").getSpanId());
    assertThat(attribute(resource, "terraform.resource.type")).isEqualTo("aws_db_instance");
    assertThat(Instant.ofEpochSecond(0, resource.getStartEpochNanos()))
        .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(resource.toString()).doesNotContain(SECRET);
  }

  @Test
  void nothing_is_stored_while_traces_are_off() {
    queue.queued();
    Claim claim = queue.operations.claimNext(first.identity.id()).orElseThrow();

    ScriptedPipelines.pipeline(queue, base, calling(StepName.APPLY, "call")).execute(claim);

    assertThat(
            queue.jdbc.sql("select count(*) from operation_traces").query(Integer.class).single())
        .isZero();
    assertThat(all()).isEmpty();
  }
}
