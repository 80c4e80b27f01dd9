package io.beta9.provisioning.bootstrap.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.FakeTokenStore;
import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The order of the calls to the gateway and to the store of the token. */
class GatewayClaimTest {
  private static final AdminTokenStore.StoredToken OLD =
      new AdminTokenStore.StoredToken("workspace-1", "old");
  private static final AdminTokenStore.StoredToken NEW =
      new AdminTokenStore.StoredToken("workspace-2", "new");

  private final FakeTokenStore tokens = new FakeTokenStore();
  private final ScriptedGateway gateway = new ScriptedGateway();
  private final WaitContext context = new WaitContexts().withDefaultTimeout();
  private final List<String> resets = new ArrayList<>();

  @Test
  void keeps_a_token_that_is_returned_for_an_unknown_one() throws Exception {
    tokens.save(OLD);
    gateway.checks.add(new TokenCheck.Claimed(NEW));

    assertThat(claim().ensureClaimed(context)).isEqualTo(NEW);

    assertThat(tokens.load()).contains(NEW);
    assertThat(gateway.calls).containsExactly("check old");
  }

  @Test
  void keeps_a_token_that_is_returned_while_an_installation_is_verified() throws Exception {
    tokens.save(OLD);
    gateway.checks.add(new TokenCheck.Claimed(NEW));

    assertThat(claim().existingClaim(context)).isEqualTo(NEW);
    assertThat(tokens.load()).contains(NEW);
  }

  @Test
  void claims_when_only_current_pods_run() throws Exception {
    gateway.claims.add(Optional.of(NEW));

    claim().ensureClaimed(context);

    assertThat(gateway.calls).containsExactly("await current pods", "claim");
    assertThat(tokens.load()).contains(NEW);
  }

  @Test
  void waits_again_for_current_pods_after_a_reset() throws Exception {
    tokens.recordClaimAttempt();
    gateway.claims.add(Optional.empty());
    gateway.claims.add(Optional.of(NEW));

    claim().ensureClaimed(context);

    assertThat(gateway.calls)
        .containsExactly("await current pods", "claim", "await current pods", "claim");
    assertThat(resets).hasSize(1);
  }

  @Test
  void does_not_claim_with_a_kept_token_that_is_accepted() throws Exception {
    tokens.save(OLD);
    gateway.checks.add(new TokenCheck.Accepted());

    assertThat(claim().ensureClaimed(context)).isEqualTo(OLD);
    assertThat(gateway.calls).containsExactly("check old");
  }

  @Test
  void does_not_reset_a_beta9_that_another_client_has_claimed() {
    tokens.save(OLD);
    gateway.checks.add(new TokenCheck.Rejected());
    gateway.claims.add(Optional.empty());

    assertThatThrownBy(() -> claim().ensureClaimed(context))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BETA9_ALREADY_CLAIMED));
    assertThat(resets).isEmpty();
  }

  private GatewayClaim claim() {
    return new GatewayClaim(gateway, tokens, (mark, waiting) -> resets.add(mark));
  }

  /** A gateway with prepared answers. */
  private static final class ScriptedGateway implements Gateway {
    private final Deque<TokenCheck> checks = new ArrayDeque<>();
    private final Deque<Optional<AdminTokenStore.StoredToken>> claims = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();

    @Override
    public boolean isHealthy() {
      return true;
    }

    @Override
    public String lastResponse() {
      return "200";
    }

    @Override
    public Optional<AdminTokenStore.StoredToken> claim() {
      calls.add("claim");
      return claims.removeFirst();
    }

    @Override
    public TokenCheck check(String token) {
      calls.add("check " + token);
      return checks.removeFirst();
    }

    @Override
    public void awaitCurrentPods(WaitContext waiting) {
      calls.add("await current pods");
    }

    @Override
    public StorageResult setStorage(AdminTokenStore.StoredToken admin, Storage storage) {
      return StorageResult.CONFIGURED;
    }

    @Override
    public Failure storageRejected(Storage storage) {
      return Failure.of(FailureCode.STORAGE_REJECTED);
    }

    @Override
    public Optional<TreeSet<String>> workerPools(String token) {
      return Optional.empty();
    }
  }
}
