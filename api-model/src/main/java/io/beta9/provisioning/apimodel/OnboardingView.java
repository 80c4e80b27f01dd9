package io.beta9.provisioning.apimodel;

import java.util.List;

/**
 * What a customer applies in their account, so that this service can create environments in it.
 *
 * @param format {@code json}, {@code cloudformation} or {@code terraform}
 * @param roleName the name of the role that the service assumes
 * @param documents in {@code json} one for each policy, otherwise a single one
 */
public record OnboardingView(String format, String roleName, List<Document> documents) {
  public OnboardingView {
    documents = documents == null ? List.of() : List.copyOf(documents);
  }

  /**
   * A document.
   *
   * @param name for a policy, its name in IAM
   * @param fileName a name for the file with this content
   */
  public record Document(String name, String fileName, String content) {}
}
