package io.beta9.provisioning.onboarding.document;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats in which a customer receives the role and its policies. */
public enum OnboardingFormat {
  /** IAM policy documents, to be attached by the customer's own means. */
  JSON("json", ".json"),
  /** A CloudFormation template in JSON. */
  CLOUDFORMATION("cloudformation", ".template.json"),
  /** A Terraform configuration. */
  TERRAFORM("terraform", ".tf");

  private final String code;
  private final String fileSuffix;

  OnboardingFormat(String code, String fileSuffix) {
    this.code = code;
    this.fileSuffix = fileSuffix;
  }

  /** Returns the format's name in the API and the CLI. */
  public String code() {
    return code;
  }

  /** Returns what the names of files in this format end with. */
  public String fileSuffix() {
    return fileSuffix;
  }

  public static Optional<OnboardingFormat> find(String code) {
    return Arrays.stream(values()).filter(format -> format.code.equals(code)).findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(OnboardingFormat::code).toList();
  }
}
