package io.beta9.provisioning.onboarding;

/**
 * A document that a customer applies in their account.
 *
 * @param name its file name without extension; for a managed policy also the policy's name
 */
public record OnboardingDocument(String name, String content) {}
