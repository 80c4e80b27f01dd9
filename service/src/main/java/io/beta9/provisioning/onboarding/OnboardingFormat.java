package io.beta9.provisioning.onboarding;

import java.util.Arrays;
import java.util.Optional;

/** The formats in which a customer receives the role and its policies. */
public enum OnboardingFormat {
  /** IAM policy documents, to be attached by the customer's own means. */
  JSON("json", "application/json"),
  /** A CloudFormation template in JSON. */
  CLOUDFORMATION("cloudformation", "application/json"),
  /** A Terraform configuration in JSON syntax. */
  TERRAFORM("terraform", "application/json");

  private final String code;
  private final String mediaType;

  OnboardingFormat(String code, String mediaType) {
    this.code = code;
    this.mediaType = mediaType;
  }

  /** Returns the format's name in the API and the CLI. */
  public String code() {
    return code;
  }

  public String mediaType() {
    return mediaType;
  }

  public static Optional<OnboardingFormat> find(String code) {
    return Arrays.stream(values()).filter(format -> format.code.equals(code)).findFirst();
  }
}
