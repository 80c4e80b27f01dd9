package io.beta9.provisioning.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyCacheTest {
  private static final byte[] HASH = {1, 2, 3};
  private static final Caller ANN = new Caller(new TenantId("acme"), "key_1", "ann");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final KeyCache cache = new KeyCache(() -> now);

  @BeforeEach
  void enable() {
    cache.enable();
  }

  private void put() {
    cache.put(HASH, ANN, null, cache.changes());
  }

  @Test
  void returns_a_caller_until_its_maximum_age() {
    put();

    now = now.plus(KeyCache.MAX_AGE).minusNanos(1);
    assertThat(cache.find(HASH)).contains(ANN);
    now = now.plusNanos(1);
    assertThat(cache.find(HASH)).isEmpty();
  }

  @Test
  void finds_callers_by_the_content_of_the_hash() {
    put();

    assertThat(cache.find(new byte[] {1, 2, 3})).contains(ANN);
    assertThat(cache.find(new byte[] {1, 2, 4})).isEmpty();
  }

  @Test
  void removes_only_the_changed_key() {
    put();
    Caller bob = new Caller(new TenantId("acme"), "key_2", "bob");
    cache.put(new byte[] {9}, bob, null, cache.changes());

    cache.remove("key_1");

    assertThat(cache.find(HASH)).isEmpty();
    assertThat(cache.find(new byte[] {9})).contains(bob);
  }

  @Test
  void ignores_a_read_that_began_before_a_change() {
    long changes = cache.changes();
    cache.remove("key_1");

    cache.put(HASH, ANN, null, changes);

    assertThat(cache.find(HASH)).isEmpty();
  }

  @Test
  void caches_nothing_while_changes_are_not_reported() {
    put();
    cache.disable();
    assertThat(cache.find(HASH)).isEmpty();

    put();
    assertThat(cache.find(HASH)).isEmpty();

    cache.enable();
    put();
    assertThat(cache.find(HASH)).contains(ANN);
  }

  @Test
  void ignores_a_read_that_began_before_changes_were_reported() {
    cache.disable();
    long changes = cache.changes();
    cache.enable();

    cache.put(HASH, ANN, null, changes);

    assertThat(cache.find(HASH)).isEmpty();
  }

  @Test
  void keeps_the_age_short_enough_to_bound_an_unreported_revocation() {
    assertThat(KeyCache.MAX_AGE).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }
}
