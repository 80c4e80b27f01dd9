package io.beta9.provisioning.tfstate.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureSubject;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;

/** The state bucket: every write needs the claim, and the answers of AWS to its creation. */
class StateBucketTest {
  /** The bucket, its access block, encryption, policy, tags and versioning. */
  private static final int WRITES = 6;

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession session = cloud.session();
  private final StateBackend backend = backend(SimulatedAccount.TARGET);

  @AfterEach
  void close() {
    cloud.close();
  }

  private static StateBackend backend(CloudTarget target) {
    return StateBackend.of(target.location(), SimulatedAccount.ID.value(), "s3");
  }

  private void fail(String operation, int status, String code) {
    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.nextCall("s3", operation, status, code, "injected"));
  }

  private long writes() {
    return cloud.sim().requests().all().stream()
        .filter(request -> request.operation().matches("(Put|Create).*"))
        .count();
  }

  private boolean isVersioned() {
    return session.s3().getBucketVersioning(r -> r.bucket(backend.bucket())).status()
        == BucketVersioningStatus.ENABLED;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void a_worker_that_has_lost_its_claim_makes_no_further_change(int call) {
    AtomicInteger calls = new AtomicInteger();
    StateStore store =
        new StateStore(
            session,
            () -> {
              if (calls.incrementAndGet() == call) {
                throw new IllegalStateException("the claim is lost");
              }
            });
    cloud.sim().requests().clear();
    assertThatThrownBy(() -> store.ensure(backend)).hasMessage("the claim is lost");
    assertThat(writes()).isEqualTo(call - 1);

    new StateStore(session).ensure(backend);
    assertThat(isVersioned()).as("the next worker completes it").isTrue();
  }

  @Test
  void the_bucket_is_protected_and_tagged_before_it_counts_as_complete() {
    new StateStore(session).ensure(backend);
    assertThat(writes()).isEqualTo(WRITES);
    assertThat(cloud.owner().s3().getBucketTagging(r -> r.bucket(backend.bucket())).tagSet())
        .anySatisfy(tag -> assertThat(tag.key()).isEqualTo("beta9:managed-by"));
    var access =
        cloud
            .owner()
            .s3()
            .getPublicAccessBlock(r -> r.bucket(backend.bucket()))
            .publicAccessBlockConfiguration();
    assertThat(access.blockPublicAcls()).isTrue();
    assertThat(access.blockPublicPolicy()).isTrue();
    assertThat(access.ignorePublicAcls()).isTrue();
  }

  @Test
  void the_access_to_the_bucket_is_logged_if_a_bucket_for_it_is_named() {
    cloud.owner().s3().createBucket(r -> r.bucket("acme-access-logs"));
    new StateStore(session).ensure(backend);
    assertThat(logging()).isNull();
    StateStore withoutClaim =
        new StateStore(
            session,
            () -> {
              throw new IllegalStateException("the claim is lost");
            });
    assertThatThrownBy(() -> withoutClaim.ensure(backend, "acme-access-logs"))
        .hasMessage("the claim is lost");
    assertThat(logging()).isNull();

    new StateStore(session).ensure(backend, "acme-access-logs");
    cloud.sim().requests().clear();
    new StateStore(session).ensure(backend, "acme-access-logs");
    new StateStore(session).ensure(backend, null);

    assertThat(writes()).isZero();
    assertThat(logging().targetBucket()).isEqualTo("acme-access-logs");
    assertThat(logging().targetPrefix()).isEqualTo(backend.bucket() + "/");
  }

  @Test
  void a_bucket_that_s3_does_not_accept_for_the_logs_is_named() {
    FailureException failure =
        catchThrowableOfType(
            FailureException.class,
            () -> new StateStore(session).ensure(backend, "no-such-bucket"));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.STATE_LOG_BUCKET_UNUSABLE);
    assertThat(failure.failure().subject()).isEqualTo(new FailureSubject.Named("no-such-bucket"));
  }

  private LoggingEnabled logging() {
    return session.s3().getBucketLogging(r -> r.bucket(backend.bucket())).loggingEnabled();
  }

  @Test
  void the_bucket_is_in_the_region_of_the_environment() {
    CloudTarget target =
        new CloudTarget(
            "aws",
            "eu-west-1",
            SimulatedAccount.ACCOUNT,
            SimulatedAccount.TARGET.roleArn(),
            SimulatedAccount.EXTERNAL_ID);
    AwsSession europe = cloud.sessionOfOwner(target);
    new StateStore(europe).ensure(backend(target));
    assertThat(
            europe
                .s3()
                .getBucketLocation(r -> r.bucket(backend(target).bucket()))
                .locationConstraintAsString())
        .isEqualTo("eu-west-1");
  }

  @ParameterizedTest
  @CsvSource({"BucketAlreadyOwnedByYou", "OperationAborted"})
  void a_bucket_that_another_worker_creates_at_the_same_time_is_used(String code) {
    session.s3().createBucket(r -> r.bucket(backend.bucket()));
    fail("HeadBucket", 404, "NotFound");
    fail("CreateBucket", 409, code);
    new StateStore(session).ensure(backend);
    assertThat(isVersioned()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "HeadBucket, 403, Forbidden, STATE_BUCKET_TAKEN",
    "CreateBucket, 409, BucketAlreadyExists, STATE_BUCKET_TAKEN",
    "CreateBucket, 403, AccessDenied, ACCESS_DENIED"
  })
  void a_bucket_of_another_account_is_not_used(
      String operation, int status, String code, FailureCode expected) {
    fail(operation, status, code);
    assertThat(
            catchThrowableOfType(
                    FailureException.class, () -> new StateStore(session).ensure(backend))
                .failure()
                .code())
        .isEqualTo(expected);
  }

  @Test
  void any_other_answer_about_the_bucket_is_a_failure() {
    fail("HeadBucket", 400, "BadRequest");
    assertThatThrownBy(() -> new StateStore(session).ensure(backend))
        .isInstanceOf(FailureException.class);
    assertThat(writes()).isZero();
  }
}
