package io.beta9.provisioning.onboarding;

import org.jspecify.annotations.Nullable;

/**
 * An action that the role is allowed on resources of one type.
 *
 * @param name for example {@code ec2:CreateVpc}
 * @param resource template of the ARN, see {@link ArnTemplate}, or {@code *}
 * @param unrecordedReason why the recorded cycle does not contain it; null if it does
 */
public record AllowedAction(String name, String resource, @Nullable String unrecordedReason) {}
