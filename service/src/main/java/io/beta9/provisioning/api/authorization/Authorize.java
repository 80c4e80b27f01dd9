package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.access.Permission;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The permission that an operation requires. A method that handles requests and has no annotation
 * is denied to everyone.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Authorize {
  Permission value();

  /** What determines the tenant that the caller acts for. */
  Subject on() default Subject.TENANT;

  /** Whether {@code all_tenants=true} lists what belongs to all tenants. */
  boolean allTenants() default false;

  /**
   * Whether the roles of a suspended tenant may perform a change: it ends something and requests
   * nothing new.
   */
  boolean whileSuspended() default false;

  /**
   * Whether the change is made by the request itself although others with this permission only
   * queue an operation, which checks the tenant when it is queued.
   */
  boolean immediate() default false;

  /** What an operation concerns, and so the tenant that it concerns. */
  enum Subject {
    /** The caller's tenant, or the one of the parameter {@code tenant}. */
    TENANT,
    /** The environment with the {@code id} in the path. */
    ENVIRONMENT,
    /** The cloud account with the {@code id} in the path. */
    ACCOUNT,
    /** The API key with the {@code id} in the path. */
    KEY,
    /** The webhook with the {@code id} in the path. */
    WEBHOOK,
    /** The whole installation; a parameter {@code tenant} has no meaning of its own. */
    INSTALLATION
  }
}
