package io.beta9.provisioning.onboarding;

/**
 * The tags and the name prefix of everything that this product creates in an account. Policies
 * restrict permissions to them, and leftovers are found by them.
 */
public final class ResourceNaming {
  /** Key of the tag that identifies the environment on every created resource. */
  public static final String ENVIRONMENT_ID_TAG = "beta9:environment-id";

  public static final String ENVIRONMENT_NAME_TAG = "beta9:environment-name";
  public static final String MANAGED_BY_TAG = "beta9:managed-by";
  public static final String MANAGED_BY = "beta9-provisioning";

  /** Prefix of the names of all resources. */
  public static final String NAME_PREFIX = "beta9-";

  /** Prefix of the names of the buckets with Terraform's states. */
  public static final String STATE_BUCKET_PREFIX = NAME_PREFIX + "tf-state-";

  private ResourceNaming() {}
}
