package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.worker.pipeline.EnvironmentRows;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person stops an apply that is under way: with the real Terraform. */
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

  @Test
  void it_is_interrupted_once_what_it_made_stays_known_and_it_can_be_tried_again_and_destroyed() {
    cancelInTheMiddle();

    assertThat(rows.operations()).containsExactly("cancelled");
    assertThat(rows.status()).isEqualTo("failed");
    assertThat(rows.events()).last().asString().startsWith("cancelled: ");
    assertThat(rows.log())
        .as("a second interrupt makes Terraform leave without writing its state")
        .containsOnlyOnce("Interrupt received")
        .doesNotContain("Two interrupts");
    assertThat(tiny.state().contains("terraform_data.quick")).isTrue();
    assertThat(new StateLocks(tiny.account().session()).all(rows.backend())).isEmpty();

    tiny.openGate();
    rows.requestRetry();
    carryOut();

    assertThat(rows.status()).isEqualTo("ready");
    assertThat(rows.events()).contains("applied: 1 made, 0 changed, 1 removed");
    assertThat(tiny.state().contains("terraform_data.slow")).isTrue();

    rows.requestDestroy();
    carryOut();

    assertThat(rows.status()).isEqualTo("destroyed");
    assertThat(rows.events()).contains("terraform-destroyed: 2 removed");
  }

  @Test
  void it_can_be_destroyed_at_once() {
    cancelInTheMiddle();

    rows.requestDestroy();
    carryOut();

    assertThat(rows.status()).isEqualTo("destroyed");
    assertThat(rows.operations()).containsExactly("cancelled", "succeeded");
  }

  private void cancelInTheMiddle() {
    tiny.shutGate();
    rows.release();
    Claim claim = rows.claim();
    CompletableFuture<Pipeline.Leaving> leaving =
        CompletableFuture.supplyAsync(() -> pipeline.carryOut(claim));
    await().atMost(PATIENCE).until(tiny::isHeld);

    rows.requestCancel();
    // A worker looks several times while Terraform brings itself to an end.
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              pipeline.atWork().requested(rows.held());
              return leaving.isDone();
            });
    assertThat(leaving.join()).isEqualTo(Pipeline.Leaving.ENDED);
  }

  private void carryOut() {
    assertThat(pipeline.carryOut(rows.claim())).isEqualTo(Pipeline.Leaving.ENDED);
  }
}
