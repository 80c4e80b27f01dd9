package io.beta9.provisioning.console.access;

import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.intake.AccountRequests;
import io.beta9.provisioning.intake.KeyRequests;
import io.beta9.provisioning.intake.SessionRequests;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;

/** API keys, cloud accounts and sessions. */
@Controller
@RequestMapping("/console/access")
public class AccessResource {
  private static final int MAX_NAME_LENGTH = 100;

  private final PageFrame frame;
  private final KeyRequests keys;
  private final AccountRequests accounts;
  private final SessionRequests sessions;
  private final Clock clock;

  public AccessResource(
      PageFrame frame,
      KeyRequests keys,
      AccountRequests accounts,
      SessionRequests sessions,
      Clock clock) {
    this.frame = frame;
    this.keys = keys;
    this.accounts = accounts;
    this.sessions = sessions;
    this.clock = clock;
  }

  @Authorize(value = Permission.KEY_MANAGE, on = Authorize.Subject.INSTALLATION)
  @GetMapping
  ResponseEntity<byte[]> access(@RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user) {
    return page(user, null);
  }

  /** Shows the secret of the new key in the answer, and never again. */
  @Authorize(Permission.KEY_MANAGE)
  @PostMapping("/keys")
  ResponseEntity<byte[]> createKey(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form) {
    String name = form.get("name");
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "The name must have 1 to " + MAX_NAME_LENGTH + " characters.");
    }
    Role role =
        Role.parse(form.get("role"))
            .filter(each -> each.kind() == Role.Kind.TENANT)
            .orElseThrow(
                () ->
                    new ResponseStatusException(
                        HttpStatus.BAD_REQUEST, "The role must be viewer, member or admin."));
    return page(user, keys.create(caller, caller.tenant(), name, KeyRoles.of(role), null));
  }

  @Authorize(value = Permission.KEY_MANAGE, on = Authorize.Subject.KEY, whileSuspended = true)
  @PostMapping("/keys/{id}/revoke")
  ResponseEntity<byte[]> revokeKey(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    if (keys.revoke(caller, id).isEmpty()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such active key.");
    }
    return PageFrame.redirect(Section.ACCESS.path());
  }

  @Authorize(
      value = Permission.KEY_MANAGE,
      on = Authorize.Subject.INSTALLATION,
      whileSuspended = true)
  @PostMapping("/sessions/{id}/end")
  ResponseEntity<byte[]> endSession(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    if (!sessions.end(user.caller(), id)) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such session.");
    }
    return PageFrame.redirect(Section.ACCESS.path());
  }

  @Authorize(
      value = Permission.KEY_MANAGE,
      on = Authorize.Subject.INSTALLATION,
      whileSuspended = true)
  @PostMapping("/members/sign-out")
  ResponseEntity<byte[]> signOutMember(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form) {
    if (sessions.endAll(user.caller(), form.get("user")) == 0) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "This member has no session.");
    }
    return PageFrame.redirect(Section.ACCESS.path());
  }

  private ResponseEntity<byte[]> page(
      SignedIn user, ApiKeyRepository.@Nullable CreatedKey created) {
    Instant now = clock.instant();
    List<ApiKey> known = keys.list(user.caller());
    return frame.page(
        user,
        Section.ACCESS,
        "Access",
        new AccessPage(user, now).html(known, accounts.list(user.caller()), created),
        new MembersCard(user, now)
            .html(sessions.members(user.caller()), sessions.sessions(user.caller())));
  }
}
