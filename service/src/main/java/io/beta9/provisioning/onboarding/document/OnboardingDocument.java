package io.beta9.provisioning.onboarding.document;

/**
 * A document that a customer applies in their account.
 *
 * @param name for a policy, its name in IAM
 * @param fileName a name for the file with this content
 */
public record OnboardingDocument(String name, String fileName, String content) {}
