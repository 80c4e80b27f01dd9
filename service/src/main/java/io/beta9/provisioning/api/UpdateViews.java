package io.beta9.provisioning.api;

import io.beta9.provisioning.apimodel.environment.UpdatePreview;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate.ChangedValue;
import org.jspecify.annotations.Nullable;

/** Maps updates to their representation in the API. */
final class UpdateViews {
  private UpdateViews() {}

  static UpdatePreview preview(UpdateRequests.UpdatePreviewResult preview) {
    return new UpdatePreview(
        preview.changes().stream().map(UpdateViews::change).toList(),
        preview.requiredAcceptances().stream().map(Consequence::code).toList());
  }

  private static UpdatePreview.Change change(ChangedValue change) {
    Consequence consequence = change.effect().consequence();
    return new UpdatePreview.Change(
        change.difference().path(),
        change.difference().before(),
        change.difference().after(),
        change.effect().kind().code(),
        consequence == null ? null : consequence.code(),
        seconds(consequence),
        change.effect().explanation(),
        change.effect().dataLoss());
  }

  static @Nullable Long seconds(@Nullable Consequence consequence) {
    return consequence == null ? null : consequence.usualDuration().toSeconds();
  }
}
