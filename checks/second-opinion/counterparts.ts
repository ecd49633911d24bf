/* oxlint-disable max-lines, no-template-curly-in-string -- one table, in which titles stand as the specs have them */

/** What moto has no part in, so that no scenario over it would show more than the spec over the local account does. */
export const reasons = {
  telling: 'of telling people alone: SNS, the outbox and the way to Slack are the local account’s beside moto as well',
  config: 'of AWS Config alone, which is the local account’s: moto evaluates no rule and records nothing',
  time: 'no time goes by on moto: what its queue holds or puts off does not come when the clock of the others is moved',
  watch:
    'of the watch over exemptions, which has AWS Config judge everything anew: it would find again what other scenarios have left on moto',
  lambda: 'of how Lambda lets invocations in and answers them, which is the local account’s: moto invokes no function',
  schedule: 'moto fires no schedule; on ministack the coordinator is started by one',
  trail: 'of CloudTrail and EventBridge alone, which are the local account’s: moto keeps no trail',
  stack: 'of what a variable of the stack allows: it is deployed anew for it, and no answer of moto decides it',
  cli: 'of what a command asks and prints, which no answer of moto decides',
  iam: 'of what roles are trusted with and sessions may do: moto enforces neither',
  acls: 'moto disables ACLs whatever is granted, and answers no InvalidBucketAclWithObjectOwnership',
  demo: 'of the demonstration, which tells its story over the local account by design',
} as const;

/** What stands over moto for tests of `test/end-to-end`, by the titles that these have. */
export type Counterpart = { readonly its: readonly string[] } & (
  | { /** Names of scenarios that do the same, or what of it moto can show. */ readonly over: readonly string[] }
  | { readonly cannot: (typeof reasons)[keyof typeof reasons] }
);

/** By the spec's file, without its ending. Every test of it is here once. */
export const counterparts: Readonly<Record<string, readonly Counterpart[]>> = {
  breaker: [
    {
      over: ['a tripped breaker'],
      its: [
        'stops everything when a run would mend more than it may, tells once, and loses nothing',
        'is told to nobody twice',
        'trips again after a reset where the same is still too much',
      ],
    },
    {
      over: ['a group that is opened again and again'],
      its: [
        'is left to people from the third time on, told once with what is known, and mended again once they let go',
      ],
    },
    {
      over: ['a state of the safeguards that nobody can read'],
      its: ['changes nothing while nobody can read whether it has tripped, and loses nothing'],
    },
  ],
  'changes-that-fail': [
    { over: ['a change of a group that is throttled twice'], its: ['are made again at once when AWS throttles them'] },
    {
      over: ['a change of a bucket that another change aborts twice'],
      its: ['come back through the queue, counted, when a concurrent change aborts them'],
    },
    {
      over: ['a change of a bucket that other changes abort for the fifth time'],
      its: ['are given up after five attempts, and said so once'],
    },
    {
      over: ['a change of a group that is made though its answer was lost'],
      its: ['count as made in ${name} when only the answer was lost'],
    },
    {
      over: ['a change of a group that is the first of two, made though its answer was lost'],
      its: ['go on from where they are when the answer to the first of two was lost'],
    },
    {
      over: ['a change of a group that is beyond a quota'],
      its: ['that would exceed a quota are planned anew without what does not fit, and people are told what was lost'],
    },
    {
      over: ['a change of a group that is denied'],
      its: ['are not made a second time for an instruction that is denied: it goes to the dead letters at once'],
    },
    {
      over: ['a change of a group that is denied half-way'],
      its: [
        'that are denied half-way leave what was open open, nothing legal lost, are told as partly mended, and are finished when Config finds them again',
      ],
    },
    {
      over: ['a bucket that cannot be read when it is to be mended'],
      its: ['are not even tried on a bucket that cannot be read'],
    },
    {
      over: ['a change of a bucket that is denied half-way'],
      its: ['that are denied half-way leave of a bucket what was already taken away taken away'],
    },
    {
      over: ['a change of a group that stays denied half-way when the group is found again'],
      its: ['that stay denied half-way are not made over and over'],
    },
  ],
  'config-cycle': [
    {
      cannot: reasons.config,
      its: [
        'judges a group that is made and broken later, and again when it is mended',
        'puts a verdict again that AWS Config did not store, and queues the group once',
        'queues nothing while AWS Config stores no verdict, and is retried by Lambda',
        'refuses an event of ${what}: the error names the field, and no verdict is sent',
        'fetches the item from the history, and mends what it finds',
      ],
    },
    {
      over: ['a group that is deleted once it is queued'],
      its: ['says that a deleted group is not applicable, and does nothing about the instruction that is left'],
    },
    {
      over: ['a group that is found while the queue takes nothing'],
      its: ['repeats the verdict, and queues the group once, when the queue takes it only later'],
    },
    {
      over: ['a group opened by a port that is not authorised'],
      its: ['judges and mends by the ports it was deployed with'],
    },
    {
      over: ['a group whose prefix list cannot be read'],
      its: ['never calls a group compliant whose prefix list it cannot read, says why, and queues nothing'],
    },
  ],
  crashes: [
    {
      over: ['the death of a remediator that has read the group'],
      its: ['in its time has its messages counted and queued again, and they are mended later'],
    },
    {
      over: ['an instruction whose remediator has died four times, and dies again'],
      its: ['in its time, for the fifth time, has its message put with the dead letters, and people are told'],
    },
    {
      over: [
        'the death of a remediator that has revoked',
        'the death of a remediator that is about to write down what it did',
        'the death of a remediator that has written down what it did, and told nobody',
      ],
      its: ['after its change has the mend told, and its entry ended, by the next one'],
    },
    {
      cannot: reasons.time,
      its: [
        'to a batch of the last moment leaves the coordinator the time to count it',
        'because it was never reached is called again when the hold on its messages has ended',
      ],
    },
    {
      cannot: reasons.lambda,
      its: ['because the answer was lost has its resources left alone, and has settled them itself'],
    },
  ],
  demo: [
    {
      cannot: reasons.demo,
      its: [
        'exits 0 and prints one JSON document of nine sections on stdout, and nothing else anywhere',
        'is told in nine sections, of twelve groups and eight buckets',
        'proves that nothing is changed while the gate is closed',
        'tells of every resource what became of it',
        'finds the exempt bucket compliant until when, by whom and why, and leaves it',
        'leaves to people what keeps coming back, and tells them',
        'undoes a split by its action, exempts that for a day, tells, and leaves it so',
        'ends with everything compliant but the group that nobody may change and the one that keeps coming back',
        'shows whole a message of each kind',
        'reads as a text: each section under its number, and what an operator would see',
        'has no fault, and where it goes otherwise says which',
      ],
    },
  ],
  duplicates: [
    {
      over: ['instructions that come several times'],
      its: [
        'lead to one mend, one record and one message',
        'are passed over in silence once the resource is mended',
        'do no harm when SQS delivers all of them twice and out of order',
      ],
    },
  ],
  exemptions: [
    {
      over: ['an exemption'],
      its: [
        'leave the rest to be judged, queued and mended',
        'that come after the finding was queued stop the mend, are told, and end the message',
      ],
    },
    {
      over: ['a group that is exempt before it is found'],
      its: ['make a violation that is all exempt compliant, with the reason, and queue nothing'],
    },
    {
      over: ['an exemption that ends'],
      its: ['are over when they end: what they covered is found again, queued and mended'],
    },
    {
      cannot: reasons.watch,
      its: [
        'make the verdict follow within minutes, without any change of the resource',
        'are reminded of before they end, once',
      ],
    },
    { cannot: reasons.stack, its: ['count only where the stack allows them'] },
    {
      over: ['exemptions that cannot be read'],
      its: ['that cannot be read stop every mend, are in the verdict, raise one alert, and lose nothing'],
    },
  ],
  'fast-path': [
    {
      over: ['the fast path, upon a call that opened a group'],
      its: [
        'finds an opened port within seconds, and says who opened it, by which call, from where',
        'has it mended, with who opened it in the ledger and in Slack',
      ],
    },
    {
      over: ['the fast path, upon a call that took a statement from the policy of a bucket'],
      its: ['knows who brought a violation back each time, when it is left to people'],
    },
    {
      over: ['the fast path, upon an event that comes twice'],
      its: ['makes one of an event that is delivered twice'],
    },
    {
      cannot: reasons.trail,
      its: [
        'does not follow what the mend itself calls, which CloudTrail tells of as well',
        'does not even start for a call that failed',
        'wakes the coordinator where mending is on, so that nothing waits for its schedule',
      ],
    },
    {
      over: ['a group that AWS Config finds once the fast path has had it mended'],
      its: ['leaves nothing to do to what AWS Config finds later, and nobody is told again'],
    },
    {
      over: ['a group that AWS Config and the fast path have found'],
      its: ['makes one mend and one message of what both have found, that knows who it was'],
    },
    { over: ['a bucket that AWS Config and the fast path have found'], its: ['follows buckets as well'] },
  ],
  gate: [
    {
      over: ['a closed gate'],
      its: ['keeps what was found in the queue while it is closed, also from a coordinator started by hand'],
    },
    {
      over: [
        'a remediator of groups that is called by hand with the gate closed',
        'a remediator of buckets that is called by hand with the gate closed',
      ],
      its: ['is asked by the remediator ${remediator} too: invoked directly it refuses and changes nothing'],
    },
    {
      over: ['a gate that cannot be read'],
      its: ['changes nothing while it cannot be read, and both coordinator and remediator say so'],
    },
    {
      over: ['a gate of other words than true'],
      its: ['is open for the word true alone: ${JSON.stringify(value)} keeps it closed'],
    },
    {
      over: ['a gate that closes while a batch is on its way'],
      its: ['stops a batch that is already on its way when it closes'],
    },
    {
      cannot: reasons.schedule,
      its: [
        'lets the schedule start the coordinator a minute after it was opened, and no sooner',
        'keeps the schedule from firing once it is closed again',
        'changes nothing where the parameter alone says that it is open: nobody works the queue, and the digest tells how the gate is',
      ],
    },
  ],
  grace: [
    {
      over: ['a bucket that is not logged, in its grace period and after it, and its restore'],
      its: ['is announced with its end, and the violation is mended then and not before'],
    },
    {
      over: ['a violation that is found again in its grace period'],
      its: ['is neither put off nor announced again by what finds the violation again'],
    },
    {
      over: ['a violation that is ended and brought back in its grace period'],
      its: ['begins anew, and is announced anew, for a violation that is brought back'],
    },
    {
      over: ['the death of a coordinator that has told of a grace period and not queued anew'],
      its: [
        'outlives a coordinator that dies between telling and queueing anew: told once more at most, mended in time',
      ],
    },
    {
      over: ['people who have a bucket logged in its grace period'],
      its: ['is silent about a violation that people end themselves'],
    },
    {
      over: ['a grace period while it cannot be read who was told of what'],
      its: ['waits, and nobody is told, while it is not known who was told of what'],
    },
    {
      over: ['a remediator that is called by hand in a grace period'],
      its: ['is refused by the remediator too, where somebody passes by the coordinator'],
    },
    {
      over: ['a bucket that takes plain HTTP as well, in the grace period of its logging'],
      its: ['is of its rule alone: what others find is mended at once'],
    },
  ],
  inspect: [
    {
      over: ['what waits in the queue, inspected against what is live'],
      its: [
        'shows what would be done, costs no message its life, and then it is done',
        'marks what has changed since it was queued',
      ],
    },
    {
      over: ['a member whose role cannot be assumed, beside the hub, and its dead letters once it can'],
      its: ['puts a dead letter back once its cause is gone, and it is mended'],
    },
  ],
  'large-instruction': [
    {
      over: ['a group whose instruction is larger than what Terraform lets a queue take'],
      its: ['is queued, and its group is mended'],
    },
  ],
  ledger: [
    {
      over: ['the death of a remediator that has revoked', 'the fast path, upon a call that opened a group'],
      its: ['has the whole resource as it was before the first changing call, and what came of it afterwards'],
    },
    {
      over: [
        'a ledger entry in whose place somebody else has written before',
        'a ledger entry that somebody else has written over before it is closed',
      ],
      its: ['is written on condition that no other has written there'],
    },
    {
      over: ['a ledger entry whose opening is denied'],
      its: ['that denies a write lets nothing be changed: the instruction is a dead letter'],
    },
    {
      over: ['a ledger entry whose opening fails for a passing reason'],
      its: ['that fails for a passing reason has the mend tried again later, with its attempt counted'],
    },
    {
      over: ['a ledger entry whose opening is made though its answer was lost'],
      its: ['whose answer is lost counts as not written, since the repeated write meets the first one'],
    },
    {
      over: ['a ledger entry whose closing is denied'],
      its: ['that cannot be completed leaves the mend as it is, and the entry open'],
    },
    {
      over: ['a ledger entry that somebody else has written over before it is closed'],
      its: ['is not completed over what somebody else wrote in the place of the open entry'],
    },
  ],
  'log-loops': [
    {
      over: ['a bucket that takes the logs of the bucket its own would go to, which is left to people'],
      its: [
        'are found where they would log each other without end, left to people with the reason, and neither queued nor changed',
      ],
    },
    {
      over: ['a bucket whose logs would go to a bucket that is gone, which is left to people'],
      its: ['are left to people as well where the target is gone: S3 would refuse the call for ever'],
    },
  ],
  'mend-per-rule': [
    {
      over: ['a bucket that two rules ask for, one of which AWS refuses'],
      its: ['is done with for the other rule: its message is deleted, and only the refused one is dead-lettered'],
    },
  ],
  'organization-failures': [
    { over: ['a member that is only observed'], its: ['is judged, and told by its name'] },
    {
      over: ['a group of a member account, beside one of the hub'],
      its: ['queues what is found in members to be mended, and nothing else'],
    },
    { cannot: reasons.trail, its: ['is not looked at by the fast path either', 'cannot send its events to the hub'] },
    {
      over: ['a member whose role cannot be assumed, beside the hub, and its dead letters once it can'],
      its: [
        'mends where it can',
        'reports a member ${title}: in the dead letters and in Slack',
        'that is sent back is mended, once the member has its roles',
      ],
    },
    {
      over: ['a group that is queued of a member that is only observed by then'],
      its: ['leaves what is only observed as it is, and in the queue'],
    },
    {
      over: ['a sweep of a member whose role cannot be assumed'],
      its: ['says which places it could not look at, and looks at all others'],
    },
    {
      cannot: reasons.config,
      its: ['is not judged, by its own copy of the stack either', 'has no event of it judged by a function of the hub'],
    },
    {
      over: ['an instruction about an account, and about a region, that is none of ours'],
      its: [
        'has nothing changed, and people told, for an instruction about such ${title}',
        'is called by nobody of the hub',
      ],
    },
  ],
  organization: [
    {
      over: ['a group of a member account, beside one of the hub'],
      its: [
        'mends each in its own account, and leaves what is right',
        'tells each with the name of its account',
        'finds a violation in every place, and queues it once in the hub',
      ],
    },
    { cannot: reasons.telling, its: ['reports each by e-mail, with its ARN and the name of its account'] },
    {
      over: ['a sweep of a member account that AWS Config has not looked at'],
      its: [
        'is found by the sweep in every place, and queued once in the hub',
        'is in the sweep’s report, place by place, with the names of the accounts',
      ],
    },
    {
      cannot: reasons.config,
      its: ['has the verdict in the account’s own Config, of whoever judges there', 'has each verdict corrected'],
    },
    {
      over: ['a group of the hub and one of a member, shown by a scan and an inspection'],
      its: ['is shown by scan and inspect, with the names of the accounts'],
    },
    {
      cannot: reasons.trail,
      its: [
        'finds a violation in every place through the hub’s bus, with whoever made it',
        'hears of mends in every account, and is set off by none',
      ],
    },
    {
      cannot: reasons.iam,
      its: [
        'is made by the account’s role of that remediator, in a session that says what it is for',
        'may change no other resource with its session',
      ],
    },
  ],
  outbox: [
    {
      cannot: reasons.telling,
      its: [
        'makes one message with a list of 100 changes within a minute, and of their mends, each with its undo',
        'tells the day in a digest: what was mended, what was right already, what waits',
        'loses nothing in an outage of hours, tells it in order when that is over, and each once',
        'tries again where connections are cut, and delivers once they hold',
        'sends what routes ask for to their webhooks, by owner and severity, and the rest to the default',
        'falls back to the default, and says so, where a route’s webhook is revoked',
        'delivers what waited for a revoked webhook once its parameter has the new one',
      ],
    },
  ],
  overlap: [
    {
      over: ['two coordinators on one queue at once'],
      its: [
        'leaves alone what the other is mending',
        'mends meanwhile what is free',
        'mends no resource by two at once',
        'mends each of hundreds of resources exactly once',
        'loses nothing',
      ],
    },
  ],
  poison: [
    {
      over: ['a message that nobody can read'],
      its: [
        'goes to the dead letters with its reason, and the good instruction beside it is carried out in the same run',
      ],
    },
    {
      over: ['an instruction about an account, and about a region, that is none of ours'],
      its: ['is not even handed on for ${what}: nothing is read or changed there, and people are told'],
    },
    {
      over: ['a forged instruction with a plan for a group that no rule objects to'],
      its: ['cannot have a compliant group changed, whatever plan it carries'],
    },
    {
      over: ['a forged instruction with a plan for more of a group than is too wide'],
      its: ['cannot have more of a broken group changed than is broken'],
    },
    {
      over: ['a forged instruction of a rule of buckets', 'a forged instruction of a rule that exists nowhere'],
      its: ['is refused for ${what}: nothing is changed, and people are told'],
    },
    {
      over: ['a forged instruction beside those that a rule has queued of the same group'],
      its: ['does not keep a good instruction for the same group from being carried out'],
    },
  ],
  races: [
    {
      over: ['somebody who removes one of two rules before the mend'],
      its: ['removes one of two offending rules before the mend: only the other is revoked'],
    },
    {
      over: ['somebody who removes all that is wrong before the mend'],
      its: ['removes all that is wrong before the mend: nothing is done and nothing said'],
    },
    {
      over: ['somebody who removes one of two rules after they were read'],
      its: ['removes one of two offending rules in ${name} after they were read: the rest is planned anew'],
    },
    {
      over: ['somebody who narrows a rule by hand that the mend is about to cut'],
      its: ['narrows the very rule that was to be split: what they made of it stays'],
    },
    {
      over: ['somebody who deletes a group that is about to be mended'],
      its: ['deletes the group while it is about to be mended: nothing is done and nothing said'],
    },
    {
      over: [
        'somebody who deletes the policy that is about to be mended',
        'somebody who deletes the bucket that is about to be mended',
      ],
      its: ['deletes the ${what} that is about to be mended: nothing is done and nothing said'],
    },
    {
      over: ['somebody who blocks public access for the account before the mend'],
      its: ['blocks public access for the whole account before the mend: nothing is done and nothing said'],
    },
    {
      cannot: reasons.lambda,
      its: ['starts a second coordinator: Lambda does not let it in, and every group is mended once'],
    },
  ],
  'restore-every-rule': [
    {
      over: ['the restore of what every rule mends, together with those before'],
      its: ['gives back exactly the start state, and leaves it exempt'],
    },
  ],
  restore: [
    {
      over: ['the restore of a group that was opened in several ways'],
      its: ['puts a group back with descriptions, references and prefix lists, keeps it so, and tells'],
    },
    {
      over: ['the restore of a bucket that was opened by policy and by ACL'],
      its: ['puts a bucket back, policy byte for byte, and ACL'],
    },
    {
      over: ['the restore of a group, shown and not carried out'],
      its: ['shows what it would do, and changes nothing, with --dry-run'],
    },
    { cannot: reasons.cli, its: ['refuses without a terminal to ask on'] },
    {
      over: ['the restore of a bucket whose policy has been changed since, refused and then forced'],
      its: ['refuses where the policy has been changed since, unless forced'],
    },
    {
      over: ['the restore of a group to which others have added since, and of one that they opened again'],
      its: ['keeps what others added since, and refuses to write over what they brought back'],
    },
    {
      over: ['the history of a mend and its restore, with a broken entry in the ledger'],
      its: ['is in the history beside what it undid, whatever else is in the ledger'],
    },
  ],
  's3-account-public-access-block': [
    {
      over: ['an account whose Block Public Access is half off'],
      its: ['loses one setting: the change is found, and the setting is switched on again'],
    },
    {
      over: ['a sweep of a member account that AWS Config has not looked at'],
      its: ['is deleted: that is off, not gone, and is mended'],
    },
    {
      over: ['somebody who blocks public access for the account before the mend'],
      its: ['is set by a person before the run: nothing is left to do, and nobody is told of a mend'],
    },
    {
      cannot: reasons.config,
      its: [
        'was never set, and no item says so: the periodic run finds it, and it is mended',
        'is off again while nobody records it: the next periodic run finds it, and says it once',
      ],
    },
  ],
  's3-bucket-acls-disabled': [
    { over: ['a bucket with ACLs enabled'], its: ['are found though no item says so, mended, and told of'] },
    {
      cannot: reasons.config,
      its: ['are enabled again, which no item says: the next periodic run finds it, and it is mended'],
    },
    {
      cannot: reasons.acls,
      its: [
        'are left to people where access logs arrive by the ACL, and that is what the annotation says',
        'are left as they are where it was wrong that no public grant is hidden, and people are told',
      ],
    },
    {
      over: ['a bucket with ACLs enabled whose object ownership cannot be read'],
      its: ['are never called compliant while object ownership cannot be read'],
    },
  ],
  's3-bucket-settings': [
    {
      over: ['the restore of a bucket of which much was wrong'],
      its: ['are all found and mended: what is public first, and what keeps it closed once nothing is'],
    },
    { cannot: reasons.stack, its: ['are switched on but for those that may cut off objects by ACLs of their own'] },
    {
      over: ['a bucket encrypted too weakly'],
      its: ['include encryption, which comes in by KMS where nobody but the account uses the bucket'],
    },
    { over: ['a bucket that no rule objects to'], its: ['are not asked of the bucket that takes the logs'] },
    {
      over: ['a change of a bucket that another change aborts twice'],
      its: ['go back to the queue, counted, and are planned anew, if they could'],
    },
    {
      over: ['settings of a bucket beside a policy that may not be changed'],
      its: ['are not kept off by a call beside them that AWS refuses for good'],
    },
    {
      over: ['a block of a bucket that another change aborts, put again at once'],
      its: ['are put again at once where S3 is busy with another change, if that cannot undo it'],
    },
    {
      over: ['a bucket whose logs their target does not take'],
      its: ['are left where S3 refuses the target of the logs, and it is said why'],
    },
  ],
  's3-bucket-tls-only': [
    {
      over: ['a bucket that takes plain HTTP'],
      its: ['are found, mended by one statement beside the others, and told of'],
    },
    { over: ['somebody who deletes the policy that is about to be mended'], its: ['get a policy where there is none'] },
    {
      over: ['a bucket opened by its policy'],
      its: ['lose a public statement in the same call, where another rule asks for that'],
    },
    {
      over: ['a bucket that serves a website and takes plain HTTP, which is left to people'],
      its: ['are left to people where they serve a website, which has no HTTPS'],
    },
  ],
  'security-group-authorized-ports': [
    {
      over: ['a group opened by a port that is not authorised', 'a group opened by a range of ports that SSH is in'],
      its: ['finds a group that is opened, cuts it to the authorised ports, and tells of it'],
    },
    {
      over: ['a group opened by all traffic'],
      its: [
        'makes of all traffic the authorised ports and ICMP, in both families, also where ports are forbidden besides',
      ],
    },
    {
      over: ['a group opened by a prefix list'],
      its: ['narrows all traffic by a prefix list to what AWS takes for its family'],
    },
  ],
  'security-group-default-closed': [
    {
      over: ['the default group of a VPC'],
      its: [
        'are found as AWS makes them, the one of the default VPC too, emptied, and told of',
        'lose every rule at once, those that other rules would only narrow among them',
      ],
    },
  ],
  'security-group-open-egress': [
    {
      over: ['a group that reaches everything'],
      its: ['finds what EC2 gives a new group, leaves it the authorised ports, and tells what else is closed'],
    },
    {
      over: ['a group that reaches the internet again, and others beside it'],
      its: ['takes only what reaches the internet from a group that was opened again'],
    },
  ],
  'security-group-unapproved-change': [
    {
      over: ['a rule that nobody approved'],
      its: [
        'are found and reverted, whatever the session is named, and Slack is told who made them',
        'are none where the pipeline made them, or takes them over',
      ],
    },
    {
      over: ['a rule that nobody approved, inspected by the parameters, the ledger and an approval that comes late'],
      its: ['are shown by inspect --live as they would be reverted, given the parameters and the ledger'],
    },
    {
      over: ['a rule that was changed and nobody approved, and its restore, by ModifySecurityGroupRules'],
      its: [
        'can be undone: what is put back is left alone as long as it is exempt',
        'put a rule back that was changed, with its description and its id, and can be undone as well',
      ],
    },
    {
      over: ['a rule of before that somebody changed, put back to what AWS Config had recorded'],
      its: ['put a rule back to what AWS Config had recorded, where no call tells of what it was'],
    },
    {
      over: ['a changed rule of which nobody knows for certain what it was'],
      its: ['are left to people, and told of, where nobody knows for certain what a rule was'],
    },
    {
      over: ['a change that somebody in another account approved, and one that its maker approved'],
      its: ['are none where somebody in another account approved them, and nobody approves his own'],
    },
    {
      over: ['a change that a message in the queue makes up'],
      its: ['are not believed of a message in the queue'],
    },
    {
      over: ['what was there before, beside a rule that nobody approved'],
      its: ['are nobody’s of what was there before: it is left alone, also beside one that is reverted'],
    },
    {
      over: ['a rule that nobody approved, of which an event comes twice, and one that moto refused'],
      its: ['are recorded once where their event is delivered twice, and not at all where the call failed'],
    },
  ],
  telling: [
    {
      cannot: reasons.telling,
      its: [
        'backs off when Slack errs, waits as long as it says, and delivers every message once, in order',
        'waits in the outbox where Slack refuses every attempt, overtaken by nothing, and comes once',
        'waits for as long as Slack asks, without asking it again meanwhile',
        'does not hold up a mend when the topic takes no notice, and comes when it does',
        'is kept where the webhook is refused, without the webhook that Slack repeats in the log',
        'is given up with the reason where Slack will never take what is said, and what follows is told',
      ],
    },
  ],
  vpcs: [
    {
      over: [
        'a group opened by one range among others',
        'a group opened by IPv6',
        'a group opened by two halves of the internet',
        'a group opened by all traffic',
        'a group opened by a range of ports that SSH is in',
        'a group opened by a port that is not authorised',
        'a group opened by a prefix list',
        'the default group of a VPC',
      ],
      its: ['takes from ${group} of ${vpc} what the internet must not reach, and nothing else'],
    },
  ],
  world: [
    {
      over: [
        'a group opened by one range among others',
        'a group opened by IPv6',
        'a group opened by two halves of the internet',
        'a group opened by all traffic',
        'a group opened by a range of ports that SSH is in',
        'a group opened by a port that is not authorised',
        'a group opened by a prefix list',
        'a bucket opened by its policy',
        'a bucket opened by its ACL',
      ],
      its: [
        'has every broken one queued, once, and no other',
        'has of the group ${name} what is legal left, and no more',
        "has of the ACL of ${name} the owner's grant left",
        'has of each policy the statements left that are not public, narrowed where they can be',
      ],
    },
    { over: ['a closed gate'], its: ['is changed in nothing while the gate is closed'] },
    {
      over: ['a bucket that no rule objects to'],
      its: ['keeps what is fine, and what is not its own to mend, byte for byte'],
    },
    {
      over: ['a change of a group that is denied'],
      its: ['has an empty queue in the end, and one dead letter with its reason'],
    },
    {
      cannot: reasons.telling,
      its: [
        'is told of in Slack: once of every mend, once of the one that is denied, never of what was mended by hand',
        'shows the webhook in no message, no log line, no setting and no request of the pipeline',
      ],
    },
  ],
};

/** How many end-to-end tests stand over moto too, and how many cannot. */
export function counted(): Readonly<Record<'over' | 'cannot', number>> {
  const all = Object.values(counterparts).flat();
  const count = (kind: 'over' | 'cannot'): number =>
    all.filter((one) => kind in one).reduce((sum, { its }) => sum + its.length, 0);
  return { over: count('over'), cannot: count('cannot') };
}
