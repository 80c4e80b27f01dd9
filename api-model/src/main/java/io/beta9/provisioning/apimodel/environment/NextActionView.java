package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who has to act on an environment, and how.
 *
 * @param responsible who has to act: {@code none}, {@code customer} or {@code operator}
 * @param command the command to run next; null if there is nothing to run
 * @param automaticAttemptAt when the service tries again by itself; null if it does not wait for
 *     that
 */
public record NextActionView(
    String responsible, @Nullable String command, @Nullable Instant automaticAttemptAt) {
  public static final NextActionView NONE = new NextActionView("none", null, null);
}
