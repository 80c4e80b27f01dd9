package io.beta9.provisioning.cloudsim.aws.acm;

import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Which load balancers of an account and region use a certificate. */
public final class CertificateUses implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Certificates by the ARN of the load balancer. */
  private final TreeMap<String, String> byLoadBalancer = new TreeMap<>();

  public static CertificateUses of(StateStore store, String account, String region) {
    return store.getOrCreate(CertificateUses.class, account, region, CertificateUses::new);
  }

  /** Records the certificate of a load balancer; empty for none. */
  public void use(String loadBalancer, String certificate) {
    if (certificate.isEmpty()) {
      end(loadBalancer);
    } else {
      byLoadBalancer.put(loadBalancer, certificate);
    }
  }

  public void end(String loadBalancer) {
    byLoadBalancer.remove(loadBalancer);
  }

  List<String> usersOf(String certificate) {
    List<String> users = new ArrayList<>();
    byLoadBalancer.forEach(
        (balancer, used) -> {
          if (used.equals(certificate)) {
            users.add(balancer);
          }
        });
    return users;
  }
}
