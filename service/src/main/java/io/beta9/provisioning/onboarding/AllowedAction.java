package io.beta9.provisioning.onboarding;

import org.jspecify.annotations.Nullable;

/**
 * An action that the role is allowed.
 *
 * @param name for example {@code ec2:CreateVpc}
 * @param unrecordedReason why the recorded full cycle does not call it; null if it does
 */
public record AllowedAction(String name, @Nullable String unrecordedReason) {}
