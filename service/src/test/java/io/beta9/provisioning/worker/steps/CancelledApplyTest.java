package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.pipeline.EnvironmentRows;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancellation of a running apply, with the real Terraform. */
class CancelledApplyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private TinyEnvironment tiny;
  private EnvironmentRows rows;
  private Pipeline pipeline;

  @BeforeEach
  void open() {
    tiny = new TinyEnvironment(folder, "s3");
    rows = tiny.rows();
    pipeline = tiny.pipeline(new AccountSteps());
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  @Tag("slow")
  @Test
  void interrupts_terraform_once_and_keeps_its_state_for_a_retry_and_a_destroy() {
    cancelDuringApply();

    assertThat(rows.operations()).containsExactly("cancelled");
    assertThat(rows.status()).isEqualTo("failed");
    assertThat(rows.events()).last().matches(event -> event.is(EventKind.CANCELLED));
    assertThat(rows.log())
        .as("a second interrupt makes Terraform leave without writing its state")
        .containsOnlyOnce("Interrupt received")
        .doesNotContain("Two interrupts");
    assertThat(tiny.state().contains("terraform_data.quick")).isTrue();
    assertThat(new StateLocks(tiny.account().session()).heldLocks(rows.backend())).isEmpty();

    tiny.openGate();
    rows.requestRetry();
    execute();

    assertThat(rows.status()).isEqualTo("ready");
    assertThat(rows.events()).contains(StoredEvent.of(new EventData.Applied(1, 0, 1)));
    assertThat(tiny.state().contains("terraform_data.slow")).isTrue();

    rows.requestDestroy();
    execute();

    assertThat(rows.status()).isEqualTo("destroyed");
    assertThat(rows.events()).contains(StoredEvent.of(new EventData.TerraformDestroyed(2)));
  }

  @Tag("slow")
  @Test
  void can_be_destroyed_immediately() {
    cancelDuringApply();

    rows.requestDestroy();
    execute();

    assertThat(rows.status()).isEqualTo("destroyed");
    assertThat(rows.operations()).containsExactly("cancelled", "succeeded");
  }

  private void cancelDuringApply() {
    tiny.shutGate();
    rows.release();
    Claim claim = rows.claim();
    CompletableFuture<Pipeline.PipelineResult> leaving =
        CompletableFuture.supplyAsync(() -> pipeline.execute(claim));
    await().atMost(PATIENCE).until(tiny::isHeld);

    rows.requestCancel();
    // A worker polls several times while Terraform ends.
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              pipeline.activeClaims().applyCancellations(rows.held());
              return leaving.isDone();
            });
    assertThat(leaving.join()).isEqualTo(Pipeline.PipelineResult.ENDED);
  }

  private void execute() {
    assertThat(pipeline.execute(rows.claim())).isEqualTo(Pipeline.PipelineResult.ENDED);
  }
}
