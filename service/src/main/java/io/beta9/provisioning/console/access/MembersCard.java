package io.beta9.provisioning.console.access;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.hidden;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.session.ActiveSession;
import io.beta9.provisioning.access.session.Member;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.SignedIn;
import java.time.Instant;
import java.util.List;

/** The people who sign in at the identity provider, and the sessions of the console. */
final class MembersCard {
  private final SignedIn user;
  private final Instant now;

  MembersCard(SignedIn user, Instant now) {
    this.user = user;
    this.now = now;
  }

  Html html(List<Member> members, List<ActiveSession> sessions) {
    return Html.all(
        card(
            "Members",
            members.isEmpty()
                ? p(
                    "muted",
                    "No user of an identity provider has signed in yet. They appear here with the"
                        + " tenant and the roles that it reports.")
                : Tags.table(
                    "Members",
                    List.of("Name", "Roles", "First seen", "Last seen", "Sessions", "Action"),
                    members.stream().map(this::member).toList())),
        card(
            "Sessions of the console",
            Tags.table(
                "Sessions of the console",
                List.of("User", "Signed in with", "Since", "Last used", "Action"),
                sessions.stream().map(this::session).toList())));
  }

  private Element member(Member member) {
    return Tags.row(
        Tags.td("text-cell", span("strong", member.name()), span("id", member.subject())),
        Html.text(String.join(", ", member.roles())),
        Tags.td("nowrap", Times.ago(member.firstSeenAt(), now)),
        Tags.td("nowrap", Times.ago(member.lastSeenAt(), now)),
        Tags.number(String.valueOf(member.sessions())),
        member.sessions() == 0
            ? Tags.td("")
            : Tags.td(
                "",
                Element.of("details")
                    .css("action")
                    .add(
                        Element.of("summary")
                            .css("button")
                            .with("aria-label", "Sign out " + member.name())
                            .text("Sign out …"),
                        PageFrame.form(
                            user,
                            Section.ACCESS.path() + "/members/sign-out",
                            hidden("user", member.subject()),
                            p(
                                "hint",
                                "Ends all sessions. To withdraw the access, remove the role at the"
                                    + " identity provider."),
                            button("danger", "Sign out everywhere")))));
  }

  private Element session(ActiveSession session) {
    boolean own = session.id().equals(user.token().publicId());
    return Tags.row(
        Tags.td("text-cell", span("strong", session.name()), span("id", session.user())),
        Html.text(session.ofKey() ? "API key" : "identity provider"),
        Tags.td("nowrap", Times.ago(session.startedAt(), now)),
        Tags.td("nowrap", Times.ago(session.lastUsedAt(), now)),
        Tags.td(
            "",
            own
                ? StatusBadge.of("this session")
                : PageFrame.form(
                    user,
                    Section.ACCESS.path() + "/sessions/" + session.id() + "/end",
                    button("", "End").with("aria-label", "End the session of " + session.name()))));
  }
}
