package io.beta9.provisioning.metaconfig.change;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The effect of one changed value on a running platform.
 *
 * @param consequence what it interrupts; null if nothing
 * @param explanation what happens, or why it is rejected; empty if nothing has to be said
 * @param dataLoss what data is lost by request, such as old backups; null if none
 */
public record UpdateEffect(
    EffectKind kind,
    @Nullable Consequence consequence,
    String explanation,
    @Nullable String dataLoss) {

  /** How an update treats a changed value, the least disruptive first. */
  public enum EffectKind {
    /** Applied while the platform works. */
    IN_PLACE,
    /** Applied; the interruption is announced before. */
    INTERRUPTION,
    /** Applied only if the request names the consequence. */
    ACCEPTANCE,
    /** Never applied to an existing environment. */
    REJECTED;

    /** Returns the name on the wire, for example {@code in-place}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static UpdateEffect inPlace(String explanation) {
    return new UpdateEffect(EffectKind.IN_PLACE, null, explanation, null);
  }

  static UpdateEffect losing(String data) {
    return new UpdateEffect(EffectKind.IN_PLACE, null, "", data);
  }

  static UpdateEffect with(Consequence consequence) {
    return new UpdateEffect(
        consequence.isAcceptanceRequired() ? EffectKind.ACCEPTANCE : EffectKind.INTERRUPTION,
        consequence,
        consequence.description(),
        null);
  }

  static UpdateEffect rejected(String reason) {
    return new UpdateEffect(EffectKind.REJECTED, null, reason, null);
  }
}
