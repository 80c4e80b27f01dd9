package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.ApplyComplete;
import io.beta9.provisioning.terraform.event.TerraformEvent.ApplyErrored;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Records a span for each resource that Terraform has created, changed or deleted. It is derived
 * from the last event of the resource alone, which contains the duration, so that a resource is
 * recorded even if its run was started by another worker.
 */
final class ResourceSpans implements Consumer<TerraformEvent> {
  @Override
  public void accept(TerraformEvent event) {
    switch (event) {
      case ApplyComplete done ->
          span(done.resource(), done.action(), done.at(), done.elapsedSeconds()).end(done.at());
      case ApplyErrored failed ->
          span(failed.resource(), failed.action(), failed.at(), failed.elapsedSeconds())
              .failed("terraform-error")
              .end(failed.at());
      default -> {}
    }
  }

  private static Span span(
      ResourceRef resource, TerraformEvent.Action action, Instant end, long elapsedSeconds) {
    return CurrentSpan.startChild(
            "terraform " + action.code(), SpanKind.CLIENT, end.minusSeconds(elapsedSeconds))
        .with("terraform.resource.type", resource.type())
        .with("terraform.resource.address", resource.address());
  }
}
